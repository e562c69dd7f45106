with items as (
    select * from {{ ref("fct_watched_items") }}
),

-- One candidate an item, whatever the cause: empty, empty before supply can arrive, or below safety stock.
judged as (
    select
        items.*,
        case
            when items.stockout_on <= {{ as_of() }} then 'high'
            when items.stockout_on < items.supply_on then 'medium'
            when items.available_qty - items.backorder_qty < items.safety_stock then 'low'
        end as found_severity
    from items
)

select
    {{ candidate_columns("shortage", "items.found_severity") }},
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
    items.uom
from judged as items
where items.found_severity is not null
