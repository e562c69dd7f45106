with items as (
    select * from {{ ref("fct_watched_items") }}
    where is_sold and order_up_to is not null and excess_horizon_days is not null
),

measured as (
    select
        items.*,
        {{ above_need('items') }} as found_qty,
        {{ money('items.unit_cost_amount / (1 - coalesce(items.margin_floor_rate, 0))') }} as floor_price
    from items
),

priced as (
    select
        measured.*,
        greatest(0, 1 - {{ ratio('measured.floor_price', 'measured.list_price_amount') }}) as deepest_rate
    from measured
    where
        measured.found_qty > 0
        -- What is worth less than a brief costs is left alone; a cost that nobody knows is no reason to keep quiet.
        and coalesce({{ times('measured.found_qty', 'measured.unit_cost_amount') }} >= measured.excess_min_amount, true)
)

select
    {{ candidate_columns("excess", "case
        when items.days_of_cover is null or items.days_of_cover > 2 * items.excess_horizon_days then 'high' else 'medium'
    end") }},
    items.on_hand_qty,
    items.found_qty as excess_qty,
    items.mean_daily_demand,
    items.days_of_cover,
    items.age_days,
    items.unit_cost_amount,
    {{ money(times('items.found_qty', 'items.unit_cost_amount')) }} as capital_tied_amount,
    '{{ var("base_currency") }}' as base_currency,
    items.list_price_amount,
    items.floor_price as margin_floor_price,
    -- From half of what the margin floor leaves, to all of it.
    round(items.deepest_rate / 2, 2) as discount_low_rate,
    floor(items.deepest_rate * 100) / 100 as discount_high_rate,
    cast({{ dbt.dateadd('day', var('promotion_days'), as_of()) }} as date) as promotion_ends_on,
    items.order_up_to,
    items.uom
from priced as items
