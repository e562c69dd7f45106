{{ config(materialized="per_product") }}

with returns as ({{ of_changed_sources(union_canonical("returns")) }}),

links as (
    select * from {{ ref("int_sales__line_links") }}
    where line_id in (select {{ document_id('returns.source', 'returns.order_line_id') }} from returns)
),

places as (
    select * from {{ ref("int_identity__locations") }}
),

lines as (
    select * from {{ ref("int_sales__order_lines") }}
    where order_line_id in (select links.order_line_id from links)
),

sources as (
    select * from {{ ref("int_sales__return_sources") }}
),

conformed as (
    select
        returns.*,
        products.conformed_id as conformed_product_id,
        factors.factor,
        links.order_line_id as conformed_line_id,
        coalesce(links.place, 0) as place,
        coalesce(locations.conformed_id, lines.location_id) as conformed_location_id,
        {{ hold_reason() }} as hold_reason,
        {{ local_date("returns.returned_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as returned_on
    from returns
    {{ conform("returns", ["product", "location"], uom="returns.uom") }}
    left join links on {{ document_id('returns.source', 'returns.order_line_id') }} = links.line_id
    left join lines on links.order_line_id = lines.order_line_id
    left join places on coalesce(locations.conformed_id, lines.location_id) = places.location_id
),

-- A return of an order that shop and ERP both know is told by both: the shop's telling counts, if it has one.
told as (
    select
        conformed.*,
        min(conformed.place) over (partition by conformed.conformed_line_id) as first_place
    from conformed
)

select
    {{ document_id('told.source', 'told.return_id') }} as return_id,
    told.conformed_line_id as order_line_id,
    told.conformed_product_id as product_id,
    told.product_id as source_product_id,
    told.conformed_location_id as location_id,
    told.returned_at,
    told.returned_on,
    {{ converted('told.quantity', 'told.factor') }} as returned_qty,
    coalesce(told.disposition, 'sellable') as disposition,
    told.refund_amount,
    coalesce(told.currency, '{{ var("base_currency") }}') as currency,
    {{ converted('told.refund_amount', 'rates.rate') }} as base_refund_amount,
    case
        when told.hold_reason is not null then told.hold_reason
        when rates.rate is null and told.refund_amount is not null then 'no currency rate'
    end as hold_reason,
    told.hold_reason is null as is_usable,
    told.source,
    told.load_id,
    told.loaded_at
from told
{{ at_rate_of("told.currency", "told.returned_on") }}
where
    told.returned_on <= {{ as_of() }}
    -- An ERP books the goods that come back for the shop's own orders without naming a line: those are the shop's returns again.
    and case
        when told.conformed_line_id is null then told.order_line_id is not null or (select count(*) from sources) = 1
        else told.place = told.first_place
    end
