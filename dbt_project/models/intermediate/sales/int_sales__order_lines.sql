{{ config(materialized="per_product") }}

with lines as (
    select * from {{ of_changed(ref("int_sales__source_lines")) }}
    where is_usable
),

links as (
    select * from {{ of_changed(ref("int_sales__line_links")) }}
),

leaders as (
    select
        lines.*,
        links.order_id,
        links.order_line_id
    from lines
    inner join links on lines.line_id = links.line_id
    where links.place = 0
),

followers as (
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
        leaders.order_line_id,
        leaders.order_id,
        leaders.order_number,
        followers.order_number as erp_order_number,
        leaders.channel,
        case
            when leaders.status = 'cancelled' or followers.status = 'cancelled' then 'cancelled'
            when leaders.status = 'done' or followers.status = 'done' then 'done'
            when followers.status is not null and leaders.status = 'draft' then followers.status
            else leaders.status
        end as status,
        coalesce(leaders.customer_id, followers.customer_id) as customer_id,
        leaders.product_id,
        coalesce(followers.location_id, leaders.location_id) as location_id,
        leaders.ordered_at,
        leaders.ordered_on,
        coalesce(leaders.requested_on, followers.requested_on) as requested_on,
        coalesce(followers.promised_on, leaders.promised_on) as promised_on,
        coalesce(followers.shipped_on, leaders.shipped_on) as shipped_on,
        leaders.ordered_qty,
        coalesce(followers.shipped_qty, leaders.shipped_qty) as shipped_qty,
        least(leaders.ordered_qty, greatest(leaders.cancelled_qty, coalesce(followers.cancelled_qty, 0))) as cancelled_qty,
        leaders.unit_price,
        leaders.discount_amount,
        leaders.net_amount,
        leaders.currency,
        leaders.currency_rate,
        leaders.source,
        followers.source as erp_source,
        leaders.load_id,
        leaders.loaded_at
    from leaders
    left join followers on leaders.order_line_id = followers.order_line_id
)

select
    merged.*,
    {{ quantity("case
        when merged.status = 'confirmed' then greatest(0, merged.ordered_qty - merged.shipped_qty - merged.cancelled_qty)
        else 0
    end") }} as open_qty,
    {{ converted('merged.net_amount', 'merged.currency_rate') }} as base_net_amount,
    {{ quantity("case
        when merged.status in ('draft', 'cancelled') then 0
        else greatest(0, merged.ordered_qty - merged.cancelled_qty)
    end") }} as sold_qty
from merged
