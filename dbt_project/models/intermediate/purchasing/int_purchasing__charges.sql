with charges as ({{ union_canonical("purchase_charges") }}),

dated as (
    select
        *,
        {{ document_id('source', 'purchase_order_id') }} as document_id,
        {{ document_id('source', 'purchase_order_line_id') }} as document_line_id,
        {{ local_date("charged_at", "'" ~ var("time_zone") ~ "'") }} as charged_on
    from charges
),

orders as (
    select distinct purchase_order_id from {{ ref("int_purchasing__order_lines") }}
),

lines as (
    select purchase_order_line_id from {{ ref("int_purchasing__order_lines") }}
)

select
    {{ document_id('dated.source', 'dated.charge_id') }} as charge_id,
    dated.purchase_order_id as source_order_id,
    orders.purchase_order_id,
    lines.purchase_order_line_id,
    dated.charge_type,
    dated.description,
    dated.charged_on,
    dated.amount,
    coalesce(dated.currency, '{{ var("base_currency") }}') as currency,
    {{ converted('dated.amount', 'rates.rate') }} as base_amount,
    case
        when orders.purchase_order_id is null then 'unknown purchase order'
        when dated.document_line_id is not null and lines.purchase_order_line_id is null then 'unknown purchase order line'
        when rates.rate is null then 'no currency rate'
    end as hold_reason,
    dated.source,
    dated.load_id,
    dated.loaded_at
from dated
left join orders on dated.document_id = orders.purchase_order_id
left join lines on dated.document_line_id = lines.purchase_order_line_id
{{ at_rate_of("dated.currency", "dated.charged_on") }}
where dated.charged_on <= {{ as_of() }}
