-- Fails if the last daily balance of an item is not the sum of its sellable movements.
with balances as (
    select
        product_id,
        location_id,
        closing_qty
    from {{ of_changed(ref("fct_inventory_daily")) }}
    where balance_on = {{ as_of() }}
),

movements as (
    select
        product_id,
        location_id,
        sum(case when stock_status = 'sellable' then moved_qty else 0 end) as moved_qty
    from {{ of_changed(ref("fct_inventory_movements")) }}
    group by product_id, location_id
)

select
    movements.product_id,
    movements.location_id,
    movements.moved_qty,
    balances.closing_qty
from movements
left join balances on movements.product_id = balances.product_id and movements.location_id = balances.location_id
where coalesce(balances.closing_qty <> movements.moved_qty, true)
