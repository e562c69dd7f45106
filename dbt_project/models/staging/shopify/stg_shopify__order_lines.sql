{{ config(materialized="watched") }}

with orders as (
    {{ newest_version(source('raw_shopify', 'orders'), ['order_id']) }}
),

lines as (
    {{ newest_version(source('raw_shopify', 'order_lines'), ['line_id']) }}
),

refund_lines as (
    {{ newest_version(source('raw_shopify', 'refund_lines'), ['refund_line_id']) }}
),

cancelled as (
    select
        _source,
        line_id,
        sum(quantity) as cancelled_qty
    from refund_lines
    where restock_type = 'CANCEL'
    group by _source, line_id
),

counted as (
    select
        lines._source,
        lines.line_id,
        -- A cancelled order keeps its lines; what was not shipped by then is cancelled.
        case
            when orders.cancelled_at is not null
                then greatest(coalesce(cancelled.cancelled_qty, 0), coalesce(lines.unfulfilled_quantity, lines.quantity))
            else coalesce(cancelled.cancelled_qty, 0)
        end as cancelled_qty,
        case when orders.cancelled_at is null then coalesce(lines.unfulfilled_quantity, 0) else 0 end as waiting_qty
    from lines
    inner join orders on lines._source = orders._source and lines.order_id = orders.order_id
    left join cancelled on lines._source = cancelled._source and lines.line_id = cancelled.line_id
)

select
    lines.line_id as order_line_id,
    lines.order_id,
    orders.name as order_number,
    cast(null as {{ dbt.type_string() }}) as origin_reference,
    'online' as channel,
    case
        when orders.cancelled_at is not null then 'cancelled'
        when upper(orders.fulfillment_status) = 'FULFILLED' then 'done'
        else 'confirmed'
    end as status,
    orders.customer_id,
    coalesce(lines.variant_id, nullif(trim(lines.sku), ''), 'title ' || lines.title) as product_id,
    orders.location_id,
    coalesce(orders.processed_at, orders.created_at) as ordered_at,
    cast(null as date) as requested_on,
    cast(null as date) as promised_on,
    cast(null as timestamp) as shipped_at,
    lines.quantity,
    {{ quantity('greatest(0, lines.quantity - counted.cancelled_qty - counted.waiting_qty)') }} as shipped_qty,
    {{ quantity('least(lines.quantity, counted.cancelled_qty)') }} as cancelled_qty,
    cast(null as {{ dbt.type_string() }}) as uom,
    lines.unit_price,
    coalesce(lines.discount_amount, 0) as discount_amount,
    {{ money(times('lines.quantity', 'lines.unit_price') ~ ' - coalesce(lines.discount_amount, 0)') }} as net_amount,
    coalesce(lines.currency, orders.currency) as currency,
    greatest(lines.updated_at, orders.updated_at) as updated_at,
    {{ lineage('lines') }}
from lines
inner join orders on lines._source = orders._source and lines.order_id = orders.order_id
inner join counted on lines._source = counted._source and lines.line_id = counted.line_id
where not coalesce(orders.is_test, false)
