with movements as (
    select * from {{ ref("int_inventory__movements") }}
    where stock_status = 'sellable' and quantity > 0 and movement_type <> 'sale_return'
),

stock as (
    select * from {{ ref("int_inventory__stock") }}
),

-- First in, first out: the newest arrivals are still here, back to the one that makes up what is on hand.
arrivals as (
    select
        product_id,
        location_id,
        movement_id,
        moved_on,
        quantity,
        coalesce(sum(quantity) over (
            partition by product_id, location_id
            order by moved_at desc, movement_id desc
            rows between unbounded preceding and 1 preceding
        ), 0) as newer_qty
    from movements
)

select
    arrivals.product_id,
    arrivals.location_id,
    arrivals.movement_id,
    arrivals.moved_on,
    {{ days_from('arrivals.moved_on', as_of()) }} as age_days,
    {{ quantity('least(arrivals.quantity, stock.on_hand_qty - arrivals.newer_qty)') }} as layer_qty
from stock
inner join arrivals on stock.product_id = arrivals.product_id and stock.location_id = arrivals.location_id
where arrivals.newer_qty < stock.on_hand_qty
