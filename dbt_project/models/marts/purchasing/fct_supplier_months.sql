with results as (
    select
        *,
        -- The month in which a line's last goods came; a line of which nothing came, or without a date, counts when it was ordered.
        cast({{ dbt.date_trunc('month', 'coalesce(last_received_on, ordered_on)') }} as date) as month_start_on
    from {{ ref("int_purchasing__line_results") }}
    where coalesce(last_received_on, ordered_on) is not null
)

-- A month without trade has no row: there is nothing to score.
select
    supplier_id,
    product_id,
    month_start_on,
    cast(count(*) as bigint) as line_count,
    cast(count(lead_time_days) as bigint) as lead_time_receipts,
    cast(round(avg(lead_time_days), 6) as {{ type_double() }}) as lead_time_days,
    cast(round(stddev_samp(lead_time_days), 6) as {{ type_double() }}) as lead_time_std_days,
    cast(count(is_on_time) as bigint) as judged_lines,
    {{ share_of('is_on_time') }} as on_time_rate,
    {{ share_of('is_in_full') }} as in_full_rate,
    {{ quantity('sum(inspected_qty)') }} as inspected_qty,
    {{ quantity('sum(case when inspected_qty is not null then coalesce(rejected_qty, 0) end)') }} as rejected_qty,
    {{ money_of_one('sum(base_unit_price)', 'count(base_unit_price)') }} as mean_unit_price,
    '{{ var("base_currency") }}' as base_currency
from results
group by supplier_id, product_id, month_start_on
