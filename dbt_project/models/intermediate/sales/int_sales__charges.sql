with charges as ({{ union_canonical("order_charges") }}),

dated as (
    select
        charges.*,
        customers.conformed_id as conformed_customer_id,
        {{ local_date("charges.charged_at", "'" ~ var("time_zone") ~ "'") }} as charged_on
    from charges
    {{ conform("charges", ["customer"]) }}
)

select
    {{ document_id('dated.source', 'dated.charge_id') }} as charge_id,
    {{ document_id('dated.source', 'dated.order_id') }} as order_id,
    dated.charge_id as source_charge_id,
    dated.order_number,
    dated.conformed_customer_id as customer_id,
    dated.charge_type,
    dated.description,
    dated.charged_at,
    dated.charged_on,
    dated.amount,
    coalesce(dated.currency, '{{ var("base_currency") }}') as currency,
    {{ converted('dated.amount', 'rates.rate') }} as base_amount,
    case when rates.rate is null then 'no currency rate' end as hold_reason,
    dated.source,
    dated.load_id,
    dated.loaded_at
from dated
{{ at_rate_of("dated.currency", "dated.charged_on") }}
where dated.charged_on <= {{ as_of() }}
