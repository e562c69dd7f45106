with lines as (
    select * from {{ ref("int_sales__source_lines") }}
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
        links.order_id,
        links.is_follower,
        row_number() over (
            partition by links.order_id, links.source_order_id, lines.product_id order by lines.line_id
        ) as place
    from lines
    inner join links on lines.source_order_id = links.source_order_id
),

leading as (
    select * from numbered
    where not is_follower
),

-- Two ERPs may follow one shop order; the first one carries its shipping.
following as (
    select
        numbered.line_id,
        leading.line_id as leading_line_id,
        row_number() over (partition by leading.line_id order by numbered.line_id) as follower_place
    from numbered
    inner join leading
        on
            numbered.order_id = leading.order_id
            and numbered.product_id = leading.product_id
            and numbered.place = leading.place
    where numbered.is_follower
)

select
    numbered.line_id,
    numbered.order_id,
    coalesce(following.leading_line_id, numbered.line_id) as order_line_id,
    coalesce(following.follower_place, 0) as place
from numbered
left join following on numbered.line_id = following.line_id
