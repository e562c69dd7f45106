{{ config(materialized="per_product") }}

with lines as ({{ of_changed_sources(union_canonical("order_lines")) }}),

places as (
    select * from {{ ref("int_identity__locations") }}
),

conformed as (
    select
        lines.*,
        products.conformed_id as conformed_product_id,
        locations.conformed_id as conformed_location_id,
        customers.conformed_id as conformed_customer_id,
        factors.factor,
        {{ hold_reason() }} as hold_reason,
        {{ local_date("lines.ordered_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as ordered_on,
        {{ local_date("lines.shipped_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as shipped_on
    from lines
    {{ conform("lines", ["product", "location", "customer"], uom="lines.uom") }}
    left join places on locations.conformed_id = places.location_id
)

select
    {{ document_id('conformed.source', 'conformed.order_line_id') }} as line_id,
    {{ document_id('conformed.source', 'conformed.order_id') }} as source_order_id,
    conformed.source,
    {{ code_key('conformed.order_number') }} as order_key,
    {{ code_key('conformed.origin_reference') }} as origin_key,
    conformed.order_number,
    conformed.channel,
    conformed.status,
    conformed.conformed_customer_id as customer_id,
    conformed.conformed_product_id as product_id,
    conformed.product_id as source_product_id,
    conformed.conformed_location_id as location_id,
    conformed.ordered_at,
    conformed.ordered_on,
    conformed.requested_on,
    conformed.promised_on,
    conformed.shipped_on,
    {{ converted('conformed.quantity', 'conformed.factor') }} as ordered_qty,
    {{ converted(
        'case when conformed.shipped_on > ' ~ as_of() ~ ' then 0 else coalesce(conformed.shipped_qty, 0) end', 'conformed.factor'
    ) }} as shipped_qty,
    {{ converted("case
        when conformed.status = 'cancelled'
            then greatest(coalesce(conformed.cancelled_qty, 0), conformed.quantity - coalesce(conformed.shipped_qty, 0))
        else coalesce(conformed.cancelled_qty, 0)
    end", "conformed.factor") }} as cancelled_qty,
    {{ money('conformed.unit_price / conformed.factor') }} as unit_price,
    coalesce(conformed.discount_amount, 0) as discount_amount,
    coalesce(
        conformed.net_amount,
        {{ money(times('conformed.quantity', 'conformed.unit_price') ~ ' - coalesce(conformed.discount_amount, 0)') }}
    ) as net_amount,
    coalesce(conformed.currency, '{{ var("base_currency") }}') as currency,
    {{ money('rates.rate') }} as currency_rate,
    case
        when conformed.hold_reason is not null then conformed.hold_reason
        when rates.rate is null then 'no currency rate'
    end as hold_reason,
    conformed.hold_reason is null as is_usable,
    conformed.load_id,
    conformed.loaded_at
from conformed
{{ at_rate_of("conformed.currency", "conformed.ordered_on") }}
where conformed.ordered_on <= {{ as_of() }}
