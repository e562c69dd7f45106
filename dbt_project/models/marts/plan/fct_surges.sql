with signals as (
    select
        items.*,
        signals.last_week_qty,
        signals.usual_week_qty,
        signals.usual_weeks,
        -- Beyond what chance does: its own spread, at least a Poisson's, so that one becoming three is no surge.
        signals.usual_week_qty
        + items.control_sigmas * greatest(coalesce(signals.usual_week_std, 0), sqrt(signals.usual_week_qty), 1) as limit_week_qty
    from {{ ref("fct_demand_signals") }} as signals
    inner join {{ ref("fct_watched_items") }} as items
        on signals.product_id = items.product_id and signals.location_id = items.location_id
    -- One large order is no surge: it was asked for on several days.
    where items.is_sold and signals.usual_weeks >= 4 and signals.last_week_days >= 3
),

items as (
    select
        *,
        cast(available_qty - backorder_qty as {{ type_double() }}) as free_qty,
        cast(last_week_qty as {{ type_double() }}) / 7 as surge_per_day
    from signals
    where last_week_qty > limit_week_qty and last_week_qty >= 1.5 * usual_week_qty
),

arrivals as (
    select
        product_id,
        location_id,
        expected_on,
        sum(in_transit_qty) as in_transit_qty
    from {{ ref("fct_in_transit") }}
    where expected_on is not null
    group by product_id, location_id, expected_on
),

before_each as (
    select
        items.product_id,
        items.location_id,
        arrivals.expected_on,
        arrivals.in_transit_qty,
        {{ days_from(as_of(), 'arrivals.expected_on') }} as in_days,
        (items.free_qty + coalesce(sum(cast(arrivals.in_transit_qty as {{ type_double() }})) over (
            partition by items.product_id, items.location_id order by arrivals.expected_on
            rows between unbounded preceding and 1 preceding
        ), 0)) / items.surge_per_day as lasts_days
    from items
    inner join arrivals on items.product_id = arrivals.product_id and items.location_id = arrivals.location_id
),

on_the_way as (
    select
        product_id,
        location_id,
        sum(in_transit_qty) as coming_qty,
        -- Stock that ends before the next receipt ends there, whatever comes later.
        min(case when lasts_days < in_days then lasts_days end) as gap_days,
        {{ dbt.listagg(
            "cast(expected_on as " ~ dbt.type_string() ~ ") || ' ' || cast(in_transit_qty as " ~ dbt.type_string() ~ ")",
            "'; '", "order by expected_on"
        ) }}
            as incoming_receipts
    from before_each
    group by product_id, location_id
)

select
    items.product_id,
    items.location_id,
    items.last_week_qty,
    items.usual_week_qty,
    items.limit_week_qty,
    items.usual_weeks,
    on_the_way.incoming_receipts,
    greatest(0, coalesce(
        on_the_way.gap_days, (items.free_qty + coalesce(on_the_way.coming_qty, 0)) / items.surge_per_day
    )) as surge_cover_days
from items
left join on_the_way on items.product_id = on_the_way.product_id and items.location_id = on_the_way.location_id
