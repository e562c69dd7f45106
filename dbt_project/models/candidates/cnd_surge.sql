with promotions as (
    select
        product_id,
        min(name) as promotion_name
    from {{ ref("fct_promotions") }}
    where starts_on <= {{ as_of() }} and ends_on > {{ dbt.dateadd('day', -7, as_of()) }}
    group by product_id
),

advised as (
    select
        watched.*,
        surges.last_week_qty,
        surges.usual_week_qty,
        surges.limit_week_qty,
        surges.usual_weeks,
        surges.incoming_receipts,
        surges.surge_cover_days,
        promotions.promotion_name,
        case
            when surges.surge_cover_days >= coalesce(watched.lead_time_days, 0) + coalesce(watched.review_days, 0) then 'wait'
            when surges.surge_cover_days >= coalesce(watched.lead_time_days, 0) then 'order more'
            else 'cannot arrive in time'
        end as advice
    from {{ ref("fct_surges") }} as surges
    inner join {{ ref("fct_watched_items") }} as watched
        on surges.product_id = watched.product_id and surges.location_id = watched.location_id
    left join promotions on surges.product_id = promotions.product_id
)

select
    {{ candidate_columns("surge", "case items.advice when 'wait' then 'low' when 'order more' then 'medium' else 'high' end") }},
    items.last_week_qty,
    items.usual_week_qty,
    items.limit_week_qty,
    items.usual_weeks,
    items.on_hand_qty,
    items.reserved_qty,
    items.available_qty,
    items.backorder_qty,
    items.in_transit_qty,
    items.incoming_receipts,
    items.days_of_cover,
    items.surge_cover_days,
    cast({{ dbt.dateadd('day', 'cast(floor(items.surge_cover_days) as integer)', as_of()) }} as date) as surge_stockout_on,
    items.lead_time_days,
    items.lead_time_basis,
    items.promotion_name,
    items.advice,
    items.uom
from advised as items
