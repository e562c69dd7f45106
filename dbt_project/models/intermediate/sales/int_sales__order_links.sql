{{ config(materialized="watched") }}

with lines as ({{ union_canonical("order_lines") }}),

orders as (
    select
        {{ document_id('source', 'order_id') }} as source_order_id,
        source,
        {{ code_key('order_number') }} as order_key,
        {{ code_key('origin_reference') }} as origin_key
    from lines
),

referring as (
    select
        source_order_id,
        source,
        max(origin_key) as origin_key
    from orders
    where origin_key is not null
    group by source_order_id, source
),

named as (
    select distinct
        source_order_id,
        source,
        order_key
    from orders
    where
        order_key in (select referring.origin_key from referring)
        and source_order_id not in (select referring.source_order_id from referring)
)

-- The ERP names the shop's number in its reference: the shop's order leads, the ERP's follows.
select
    referring.source_order_id,
    min(named.source_order_id) as order_id
from referring
inner join named on referring.origin_key = named.order_key and referring.source <> named.source
group by referring.source_order_id
