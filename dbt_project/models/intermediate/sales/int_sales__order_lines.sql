with lines as (
    select * from {{ ref("int_sales__source_lines") }}
    where is_usable
),

links as (
    select * from {{ ref("int_sales__line_links") }}
),

leading as (
    select
        lines.*,
        links.order_id,
        links.order_line_id
    from lines
    inner join links on lines.line_id = links.line_id
    where links.place = 0
),

following as (
    select
        lines.*,
        links.order_line_id
    from lines
    inner join links on lines.line_id = links.line_id
    where links.place = 1
),

-- Of an order seen twice the shop says what was sold at which price, the ERP what was shipped from where.
merged as (
    select
        leading.order_line_id,
        leading.order_id,
        leading.order_number,
        following.order_number as erp_order_number,
        leading.channel,
        case
            when leading.status = 'cancelled' or following.status = 'cancelled' then 'cancelled'
            when leading.status = 'done' or following.status = 'done' then 'done'
            when following.status is not null and leading.status = 'draft' then following.status
            else leading.status
        end as status,
        coalesce(leading.customer_id, following.customer_id) as customer_id,
        leading.product_id,
        coalesce(following.location_id, leading.location_id) as location_id,
        leading.ordered_at,
        leading.ordered_on,
        coalesce(leading.requested_on, following.requested_on) as requested_on,
        coalesce(following.promised_on, leading.promised_on) as promised_on,
        coalesce(following.shipped_on, leading.shipped_on) as shipped_on,
        leading.ordered_qty,
        coalesce(following.shipped_qty, leading.shipped_qty) as shipped_qty,
        least(leading.ordered_qty, greatest(leading.cancelled_qty, coalesce(following.cancelled_qty, 0))) as cancelled_qty,
        leading.unit_price,
        leading.discount_amount,
        leading.net_amount,
        leading.currency,
        leading.currency_rate,
        leading.source,
        following.source as erp_source,
        leading.load_id,
        leading.loaded_at
    from leading
    left join following on leading.order_line_id = following.order_line_id
)

select
    merged.*,
    {{ quantity("case
        when merged.status = 'confirmed' then greatest(0, merged.ordered_qty - merged.shipped_qty - merged.cancelled_qty)
        else 0
    end") }} as open_qty,
    {{ money('merged.net_amount * merged.currency_rate') }} as base_net_amount,
    {{ quantity("case
        when merged.status in ('draft', 'cancelled') then 0
        else greatest(0, merged.ordered_qty - merged.cancelled_qty)
    end") }} as sold_qty
from merged
