with watched as (
    select * from {{ ref("fct_watched_items") }}
),

-- One candidate an item, whatever the cause: empty, empty before supply can arrive, or below safety stock.
items as (
    select
        watched.*,
        causes.severity,
        causes.missing_qty,
        causes.shortage_cause,
        causes.cause_qty,
        causes.cause_reference,
        causes.cause_on
    from watched
    inner join {{ ref("fct_shortage_causes") }} as causes
        on watched.product_id = causes.product_id and watched.location_id = causes.location_id
)

select
    {{ candidate_columns("shortage", "items.severity") }},
    items.on_hand_qty,
    items.reserved_qty,
    items.available_qty,
    items.backorder_qty,
    items.in_transit_qty,
    items.next_receipt_on,
    items.next_receipt_qty,
    items.mean_daily_demand,
    items.days_of_cover,
    items.reorder_point,
    items.safety_stock,
    items.lead_time_days,
    items.lead_time_basis,
    items.stockout_on,
    items.uom,
    items.missing_qty,
    items.shortage_cause,
    items.cause_qty,
    items.cause_reference,
    items.cause_on
from items
