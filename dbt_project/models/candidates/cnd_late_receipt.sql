with lines as (
    select * from {{ ref("fct_purchase_order_lines") }}
    where open_qty > 0 and promised_on is not null
),

watched as (
    select * from {{ ref("fct_watched_items") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

-- The supplier of the order, not the one that the item is bought from today.
items as (
    select
        watched.product_id,
        watched.location_id,
        watched.product_code,
        watched.product_name,
        watched.category,
        watched.location_code,
        watched.on_hand_qty,
        watched.days_of_cover,
        watched.data_as_of,
        watched.is_stale,
        watched.stale_sources,
        watched.plan_version,
        watched.uom,
        watched.stockout_on,
        watched.late_tolerance_days,
        suppliers.supplier_id,
        suppliers.name as supplier_name,
        lines.purchase_order_number,
        lines.purchase_order_line_id,
        lines.promised_on,
        {{ days_from('lines.promised_on', as_of()) }} as days_late,
        lines.open_qty
    from lines
    inner join watched on lines.product_id = watched.product_id and lines.location_id = watched.location_id
    inner join suppliers on lines.supplier_id = suppliers.supplier_id
)

select
    {{ candidate_columns("late_receipt", "case
        when items.stockout_on <= " ~ as_of() ~ " then 'high'
        when items.days_late > 7 then 'medium'
        else 'low'
    end", key="items.purchase_order_line_id") }},
    items.purchase_order_number,
    items.purchase_order_line_id,
    items.promised_on,
    cast(items.days_late as integer) as days_late,
    items.open_qty,
    items.uom,
    items.on_hand_qty,
    items.days_of_cover
from items
where items.days_late > coalesce(items.late_tolerance_days, 0)
