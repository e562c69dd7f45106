with items as (
    select * from {{ ref("fct_watched_items") }}
),

demand as (
    select
        items.product_id || '|' || items.location_id as rule_key,
        items.*,
        'demand' as signal,
        items.demand_window_days_source as rule_source,
        signals.earlier_week_qty as usual_level,
        signals.recent_week_qty as recent_level,
        items.control_sigmas * greatest(signals.earlier_week_std, sqrt(signals.earlier_week_qty)) / 2 as allowed_shift,
        signals.recent_weeks + signals.earlier_weeks as sample_size,
        -- All four weeks on one side: one large order is no new level.
        signals.earlier_weeks >= 8 and signals.recent_weeks = 4
        and (signals.recent_least_qty > signals.earlier_week_qty or signals.recent_most_qty < signals.earlier_week_qty)
            as is_steady
    from {{ ref("fct_demand_signals") }} as signals
    inner join items on signals.product_id = items.product_id and signals.location_id = items.location_id
),

measured as (
    select
        *,
        abs(lead_time_days - lead(lead_time_days) over (partition by supplier_id, product_id order by newest_first))
            as moving_range
    from {{ ref("fct_purchase_lead_times") }}
),

lead_times as (
    select
        supplier_id,
        product_id,
        cast(count(*) as integer) as sample_size,
        avg(case when newest_first <= 3 then lead_time_days end) as recent_level,
        min(case when newest_first <= 3 then lead_time_days end) as recent_least,
        max(case when newest_first <= 3 then lead_time_days end) as recent_most,
        avg(case when newest_first > 3 then lead_time_days end) as usual_level,
        avg(case when newest_first > 3 then moving_range end) / 1.128 as usual_std
    from measured
    group by supplier_id, product_id
),

-- A supplier's lead time is one wherever the goods go: the item shown is the first place.
first_places as (
    select
        product_id,
        min(location_id) as location_id
    from items
    group by product_id
),

lead_time as (
    select
        items.product_id || '|' || items.supplier_id as rule_key,
        items.*,
        'lead_time' as signal,
        items.lead_time_days_source as rule_source,
        lead_times.usual_level,
        lead_times.recent_level,
        -- Never less than a day: a calendar counts no hours.
        items.control_sigmas * greatest(lead_times.usual_std, 1) / sqrt(3) as allowed_shift,
        lead_times.sample_size,
        lead_times.sample_size >= 11
        and (lead_times.recent_least > lead_times.usual_level or lead_times.recent_most < lead_times.usual_level)
            as is_steady
    from lead_times
    inner join items on lead_times.product_id = items.product_id and lead_times.supplier_id = items.supplier_id
    inner join first_places on items.product_id = first_places.product_id and items.location_id = first_places.location_id
),

signals as (
    select * from demand
    union all
    select * from lead_time
)

select
    {{ candidate_columns("review_rule", "'low'", key="items.signal || '|' || items.rule_key") }},
    items.signal,
    items.rule_source,
    items.usual_level,
    items.recent_level,
    items.usual_level - items.allowed_shift as control_low,
    items.usual_level + items.allowed_shift as control_high,
    items.sample_size,
    items.safety_stock,
    items.reorder_point,
    items.lead_time_days,
    items.uom
from signals as items
where
    items.is_steady
    and abs(items.recent_level - items.usual_level) > items.allowed_shift
    and abs(items.recent_level - items.usual_level) >= 0.25 * items.usual_level
