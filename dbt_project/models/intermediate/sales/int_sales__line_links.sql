{{ config(materialized="per_product") }}

with lines as (
    select * from {{ of_changed(ref("int_sales__source_lines")) }}
    where is_usable
),

links as (
    select * from {{ ref("int_sales__order_links") }}
),

-- Lines of one product within an order are paired in their own order.
numbered as (
    select
        lines.line_id,
        lines.product_id,
        coalesce(links.order_id, lines.source_order_id) as order_id,
        links.order_id is not null as is_follower,
        row_number() over (
            partition by lines.source_order_id, lines.product_id order by lines.line_id
        ) as place
    from lines
    left join links on lines.source_order_id = links.source_order_id
),

leaders as (
    select * from numbered
    where not is_follower
),

-- Two ERPs may follow one shop order; the first one carries its shipping.
followers as (
    select
        numbered.line_id,
        leaders.line_id as leading_line_id,
        row_number() over (partition by leaders.line_id order by numbered.line_id) as follower_place
    from numbered
    inner join leaders
        on
            numbered.order_id = leaders.order_id
            and numbered.product_id = leaders.product_id
            and numbered.place = leaders.place
    where numbered.is_follower
)

select
    numbered.line_id,
    numbered.product_id,
    numbered.order_id,
    coalesce(followers.leading_line_id, numbered.line_id) as order_line_id,
    coalesce(followers.follower_place, 0) as place
from numbered
left join followers on numbered.line_id = followers.line_id
