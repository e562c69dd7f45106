-- Fails if a day's opening and movements do not make its closing, or its opening is not the closing before it.
with days as (
    select
        *,
        coalesce(lag(closing_qty) over (partition by product_id, location_id order by balance_on), 0) as before_qty
    from {{ of_changed(ref("fct_inventory_daily")) }}
)

select
    product_id,
    location_id,
    balance_on,
    before_qty,
    opening_qty,
    closing_qty
from days
where
    coalesce(opening_qty <> before_qty, true)
    or coalesce(
        closing_qty <> opening_qty + opening_balance_qty + received_qty + supplier_returned_qty + issued_qty + returned_qty
        + produced_qty + consumed_qty + transferred_in_qty + transferred_out_qty + scrapped_qty + adjusted_qty,
        true
    )
