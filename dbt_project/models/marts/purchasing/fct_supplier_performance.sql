with results as (
    select * from {{ ref("int_purchasing__line_results") }}
),

latest as (
    select
        *,
        row_number() over (
            partition by supplier_id, product_id order by ordered_on desc, purchase_order_line_id desc
        ) as newest_first
    from results
    where base_unit_price is not null
),

last_prices as (
    select
        supplier_id,
        product_id,
        max(case when newest_first = 1 then base_unit_price end) as last_price,
        max(case when newest_first = 2 then base_unit_price end) as price_before
    from latest
    group by supplier_id, product_id
),

summed as (
    select
        supplier_id,
        product_id,
        count(*) as line_count,
        count(lead_time_days) as lead_time_receipts,
        -- Rounded, as the last digits of a float follow the order in which rows come: the same rows make the same plan.
        round(avg(lead_time_days), 6) as lead_time_days,
        round(stddev_samp(lead_time_days), 6) as lead_time_std_days,
        {{ trend_per_month('lead_time_days', 'last_received_on') }} as lead_time_trend_days,
        count(is_on_time) as judged_lines,
        {{ share_of('is_on_time') }} as on_time_rate,
        {{ share_of('is_in_full') }} as in_full_rate,
        sum(inspected_qty) as inspected_qty,
        sum(case when inspected_qty is not null then coalesce(rejected_qty, 0) end) as rejected_qty,
        {{ mean('base_unit_price') }} as mean_price,
        stddev_samp(base_unit_price) as price_std
    from results
    group by supplier_id, product_id
)

select
    summed.supplier_id,
    summed.product_id,
    cast(summed.line_count as bigint) as line_count,
    cast(summed.lead_time_receipts as bigint) as lead_time_receipts,
    cast(summed.lead_time_days as {{ type_double() }}) as lead_time_days,
    cast(summed.lead_time_std_days as {{ type_double() }}) as lead_time_std_days,
    {{ ratio('summed.lead_time_std_days', 'summed.lead_time_days') }} as lead_time_cv,
    summed.lead_time_trend_days,
    cast(summed.judged_lines as bigint) as judged_lines,
    cast(summed.on_time_rate as {{ type_double() }}) as on_time_rate,
    cast(summed.in_full_rate as {{ type_double() }}) as in_full_rate,
    {{ quantity('summed.inspected_qty') }} as inspected_qty,
    {{ quantity('summed.rejected_qty') }} as rejected_qty,
    {{ ratio('summed.inspected_qty - summed.rejected_qty', 'summed.inspected_qty') }} as pass_rate,
    {{ ratio('summed.rejected_qty * 1000000', 'summed.inspected_qty') }} as defects_ppm,
    round({{ ratio('summed.price_std', 'summed.mean_price') }}, 5) as price_cv,
    {{ ratio('last_prices.last_price - last_prices.price_before', 'last_prices.price_before') }} as last_price_change_rate
from summed
left join last_prices
    on summed.supplier_id = last_prices.supplier_id and summed.product_id = last_prices.product_id
