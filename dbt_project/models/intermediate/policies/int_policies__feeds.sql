with positions as (
    select * from {{ ref("int_inventory__positions") }}
),

order_sources as (
    {% for entity in ["order_lines", "purchase_order_lines"] %}
    {% for system in var("canonical")[entity] %}
    select distinct source from {{ ref("stg_" ~ system ~ "__" ~ entity) }}
    {{ "union" if not loop.last }}
    {% endfor %}
    {{ "union" if not loop.last }}
    {% endfor %}
),

known_in as (
    select distinct
        xref_product.conformed_id as product_id,
        xref_product.source
    from {{ ref("xref_product") }} as xref_product
    inner join order_sources on xref_product.source = order_sources.source
),

sources as (
    select * from {{ ref("int_policies__sources") }}
),

-- What an item's numbers rest on: its record of stock, and every source that could bring an order for it.
feeds as (
    select
        positions.product_id,
        positions.location_id,
        known_in.source
    from positions
    inner join known_in on positions.product_id = known_in.product_id
    union
    select
        product_id,
        location_id,
        stock_source as source
    from positions
    where stock_source is not null
)

select
    feeds.product_id,
    feeds.location_id,
    min(sources.last_accepted_at) as data_as_of,
    coalesce(max(case when sources.is_stale then 1 else 0 end), 0) = 1 as is_stale,
    {{ dbt.listagg("case when sources.is_stale then feeds.source end", "', '", "order by feeds.source") }} as stale_sources
from feeds
left join sources on feeds.source = sources.source
group by feeds.product_id, feeds.location_id
