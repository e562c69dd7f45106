with items as (
    select * from {{ ref("fct_watched_items") }}
),

demand as (
    select
        'demand|' || items.product_id || '|' || items.location_id as rule_key,
        items.*,
        'demand' as signal,
        items.demand_window_days_source as rule_source,
        signals.earlier_week_qty as usual_level,
        signals.recent_week_qty as recent_level,
        items.control_sigmas * greatest(signals.earlier_week_std, sqrt(signals.earlier_week_qty)) / 2 as allowed_shift,
        signals.recent_weeks + signals.earlier_weeks as sample_size
    from {{ ref("fct_demand_signals") }} as signals
    inner join items on signals.product_id = items.product_id and signals.location_id = items.location_id
    -- All four weeks on one side: one large order is no new level.
    where
        signals.earlier_weeks >= 8 and signals.recent_weeks = 4
        and (signals.recent_least_qty > signals.earlier_week_qty or signals.recent_most_qty < signals.earlier_week_qty)
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
        'lead_time|' || items.product_id || '|' || items.supplier_id as rule_key,
        items.*,
        'lead_time' as signal,
        items.lead_time_days_source as rule_source,
        lead_times.usual_level,
        lead_times.recent_level,
        -- Never less than a day: a calendar counts no hours.
        items.control_sigmas * greatest(lead_times.usual_std, 1) / sqrt(3) as allowed_shift,
        lead_times.sample_size
    from {{ ref("fct_lead_time_signals") }} as lead_times
    inner join items on lead_times.product_id = items.product_id and lead_times.supplier_id = items.supplier_id
    inner join first_places on items.product_id = first_places.product_id and items.location_id = first_places.location_id
    where lead_times.is_steady
),

waiting as (
    select * from {{ ref("fct_level_changes") }}
    where is_current and outcome = 'waits'
),

level_change as (
    select
        'levels|' || items.product_id || '|' || items.location_id as rule_key,
        items.*,
        'levels' as signal,
        cast(null as {{ dbt.type_string() }}) as rule_source,
        waiting.old_order_up_to as usual_level,
        waiting.new_order_up_to as recent_level,
        cast(null as {{ type_double() }}) as allowed_shift,
        cast(null as integer) as sample_size
    from waiting
    inner join items on waiting.product_id = items.product_id and waiting.location_id = items.location_id
),

signals as (
    select * from demand
    union all
    select * from lead_time
    union all
    select * from level_change
)

select
    {{ candidate_columns("review_rule", "case when items.signal = 'levels' then 'medium' else 'low' end", key="items.rule_key") }},
    items.signal,
    items.rule_source,
    items.usual_level,
    items.recent_level,
    items.usual_level - items.allowed_shift as control_low,
    items.usual_level + items.allowed_shift as control_high,
    items.sample_size,
    items.safety_stock,
    items.reorder_point,
    waiting.new_safety_stock,
    waiting.new_reorder_point,
    waiting.change_share,
    waiting.change_amount,
    '{{ var("base_currency") }}' as base_currency,
    waiting.reason as change_reason,
    items.lead_time_days,
    items.uom
from signals as items
left join waiting on items.signal = 'levels' and items.product_id = waiting.product_id and items.location_id = waiting.location_id
where
    items.signal = 'levels'
    or abs(items.recent_level - items.usual_level) > items.allowed_shift
    and abs(items.recent_level - items.usual_level) >= 0.25 * items.usual_level
