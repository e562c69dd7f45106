with documents as (
    select min(ordered_on) as first_on from {{ ref("int_sales__order_lines") }}
    union all
    select min(ordered_on) as first_on from {{ ref("int_purchasing__order_lines") }}
    union all
    select min(moved_on) as first_on from {{ ref("int_inventory__movements") }}
),

bounds as (
    select coalesce(min(first_on), {{ as_of() }}) as first_on
    from documents
),

days as (
    {{ dbt.date_spine(
        "day",
        "cast('2000-01-01' as date)",
        dbt.dateadd('day', 400, as_of())
    ) }}
)

select
    cast(days.date_day as date) as date_on,
    {{ week_of('days.date_day') }} as week_start_on,
    cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as month_start_on,
    cast({{ dbt.last_day('days.date_day', 'month') }} as date) as month_end_on,
    cast({{ dbt.date_trunc('quarter', 'days.date_day') }} as date) as quarter_start_on,
    cast(extract(year from days.date_day) as integer) as calendar_year,
    cast(extract(month from days.date_day) as integer) as calendar_month,
    cast(days.date_day as date) <= {{ as_of() }} as is_past
from days
cross join bounds
where cast(days.date_day as date) >= cast({{ dbt.date_trunc('month', 'bounds.first_on') }} as date)
