with movements as (
    select * from {{ ref("int_inventory__movements") }}
    where stock_status = 'sellable' and quantity > 0 and movement_type <> 'sale_return'
),

stock as (
    select * from {{ ref("int_inventory__stock") }}
),

-- First in, first out: the newest arrivals are still here, back to the one that makes up what is on hand.
layers as (
    select
        product_id,
        location_id,
        moved_on,
        coalesce(sum(quantity) over (
            partition by product_id, location_id
            order by moved_at desc, movement_id desc
            rows between unbounded preceding and 1 preceding
        ), 0) as newer_qty
    from movements
)

select
    stock.product_id,
    stock.location_id,
    {{ days_from('min(layers.moved_on)', as_of()) }} as age_days
from stock
inner join layers on stock.product_id = layers.product_id and stock.location_id = layers.location_id
where layers.newer_qty < stock.on_hand_qty
group by stock.product_id, stock.location_id
