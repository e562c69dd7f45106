with lines as (
    select * from {{ ref("int_sales__source_lines") }}
),

orders as (
    select
        source,
        source_order_id,
        max(order_key) as order_key,
        max(origin_key) as origin_key
    from lines
    group by source, source_order_id
),

-- The ERP names the shop's number in its reference: the shop's order leads, the ERP's follows.
followers as (
    select
        orders.source_order_id,
        min(leaders.source_order_id) as order_id
    from orders
    inner join orders as leaders
        on orders.origin_key = leaders.order_key and orders.source <> leaders.source
    where leaders.origin_key is null
    group by orders.source_order_id
)

select
    orders.source_order_id,
    coalesce(followers.order_id, orders.source_order_id) as order_id,
    followers.order_id is not null as is_follower
from orders
left join followers on orders.source_order_id = followers.source_order_id
