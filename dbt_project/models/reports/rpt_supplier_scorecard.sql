{{ config(tags=["build"]) }}

-- noqa: disable=LT02
-- (loops over the parts of the score)
{% set weights = var("scorecard_weights") %}

with suppliers as (
    select * from {{ ref("dim_supplier") }}
),

lines as (
    select
        supplier_id,
        count(distinct product_id) as product_count,
        count(*) as line_count,
        sum(case when is_late then 1 else 0 end) as overdue_lines,
        sum(case when is_late then open_qty else 0 end) as overdue_qty
    from {{ ref("fct_purchase_order_lines") }}
    where status in ('pending', 'confirmed', 'done')
    group by supplier_id
),

-- Products weigh by the lines behind each figure; a product or month without any is left out, never counted as full marks.
products as (
    select
        supplier_id,
        sum(lead_time_receipts) as lead_time_receipts,
        {{ weighted_mean('lead_time_days', 'lead_time_receipts') }} as lead_time_days,
        {{ weighted_mean('lead_time_std_days', 'lead_time_receipts') }} as lead_time_std_days,
        {{ weighted_mean('lead_time_trend_days', 'lead_time_receipts') }} as lead_time_trend_days,
        sum(judged_lines) as judged_lines,
        {{ weighted_mean('on_time_rate', 'judged_lines') }} as on_time_rate,
        {{ weighted_mean('in_full_rate', 'line_count') }} as in_full_rate,
        sum(inspected_qty) as inspected_qty,
        sum(rejected_qty) as rejected_qty,
        {{ weighted_mean('price_cv', 'line_count') }} as price_cv,
        max(abs(last_price_change_rate)) as largest_price_change_rate
    from {{ ref("fct_supplier_performance") }}
    group by supplier_id
),

judged as (
    select
        products.*,
        {{ ratio('products.inspected_qty - products.rejected_qty', 'products.inspected_qty') }} as quality,
        products.on_time_rate as on_time,
        products.in_full_rate as in_full,
        case when products.price_cv is not null then greatest(0, 1 - products.price_cv) end as price
    from products
),

-- The weights of what has no data go to what has; without any data there is no score.
scored as (
    select
        judged.*,
        0 {% for part, weight in weights.items() %}
        + coalesce(judged.{{ part }} * {{ weight }}, 0)
        {% endfor %} as points,
        0 {% for part, weight in weights.items() %}
        + case when judged.{{ part }} is null then 0 else {{ weight }} end
        {% endfor %} as weight
    from judged
)

select
    suppliers.supplier_id,
    suppliers.supplier_code,
    suppliers.name,
    suppliers.grade,
    cast(coalesce(lines.product_count, 0) as bigint) as product_count,
    cast(coalesce(lines.line_count, 0) as bigint) as line_count,
    cast(coalesce(lines.overdue_lines, 0) as bigint) as overdue_lines,
    {{ quantity('coalesce(lines.overdue_qty, 0)') }} as overdue_qty,
    cast(coalesce(scored.lead_time_receipts, 0) as bigint) as lead_time_receipts,
    scored.lead_time_days,
    scored.lead_time_std_days,
    scored.lead_time_trend_days,
    cast(coalesce(scored.judged_lines, 0) as bigint) as judged_lines,
    scored.on_time_rate,
    scored.in_full_rate,
    {{ quantity('scored.inspected_qty') }} as inspected_qty,
    scored.quality as pass_rate,
    {{ ratio('scored.rejected_qty * 1000000', 'scored.inspected_qty') }} as defects_ppm,
    case when scored.quality is null then 'no data' else 'measured' end as quality_basis,
    scored.price_cv,
    scored.largest_price_change_rate,
    round({{ ratio('scored.points', 'scored.weight') }}, 4) as score,
    {{ supplier_state('scored.on_time_rate') }} as supplier_state
from suppliers
left join lines on suppliers.supplier_id = lines.supplier_id
left join scored on suppliers.supplier_id = scored.supplier_id
