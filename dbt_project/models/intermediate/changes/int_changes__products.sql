{% set documents = [] %}
{% for entity in ["order_lines", "returns", "inventory_movements"] %}
{% for system in var("canonical")[entity] %}
{% do documents.append({"entity": entity, "rows": ref("stg_" ~ system ~ "__" ~ entity)}) %}
{% endfor %}
{% endfor %}
-- What a document's row is read with: another id of its place, its customer or its order, another rate of its currency.
{% set read_with = [
    {"rows": ref("xref_location"), "entities": ["order_lines", "returns", "inventory_movements"],
        "key": "(source, location_id)", "changed": "source, source_id"},
    {"rows": ref("xref_customer"), "entities": ["order_lines"], "key": "(source, customer_id)", "changed": "source, source_id"},
    {"rows": ref("int_currencies__rates"), "entities": ["order_lines", "returns"],
        "key": "coalesce(currency, '" ~ var("base_currency") ~ "')", "changed": "currency"},
    {"rows": ref("int_sales__order_links"), "entities": ["order_lines"],
        "key": document_id("source", "order_id"), "changed": "source_order_id"},
] %}
{% set of_everything = [ref("int_identity__locations"), ref("int_inventory__records"), ref("int_sales__return_sources")] %}

with crosswalk as (
    select * from {{ ref("xref_product") }}
),

pairs as (
    {% for document in documents %}
    select
        source,
        product_id as source_product_id
    from {{ changed_rows(document.rows) }} as changed
    union
    {% for other in read_with if document.entity in other.entities and has_changes(other.rows) %}
    select
        source,
        product_id as source_product_id
    from {{ document.rows }}
    where {{ other.key }} in (select {{ other.changed }} from {{ changed_rows(other.rows) }} as changed)
    union
    {% endfor %}
    {% endfor %}
    select
        source,
        source_product_id
    from {{ changed_rows(ref("int_units__factors")) }} as changed
    union
    select
        source,
        source_id as source_product_id
    from {{ changed_rows(ref("xref_product")) }} as changed
),

changed as (
    select crosswalk.conformed_id as product_id
    from pairs
    inner join crosswalk on pairs.source = crosswalk.source and pairs.source_product_id = crosswalk.source_id
    union
    -- What a source's product was matched to before, too.
    select conformed_id as product_id
    from {{ changed_rows(ref("xref_product")) }} as changed
    {% for model in of_everything if has_changes(model) %}
    union
    select conformed_id as product_id
    from crosswalk
    {% endfor %}
),

-- A return under another product than its order line's is read with that line.
returned as (
    {% for system in var("canonical")["returns"] %}
    select
        returns.source,
        returns.product_id as source_product_id
    from {{ ref("stg_" ~ system ~ "__returns") }} as returns
    inner join {{ ref("stg_" ~ system ~ "__order_lines") }} as lines
        on returns.source = lines.source and returns.order_line_id = lines.order_line_id and returns.product_id <> lines.product_id
    inner join crosswalk on lines.source = crosswalk.source and lines.product_id = crosswalk.source_id
    inner join changed on crosswalk.conformed_id = changed.product_id
    {{ "union" if not loop.last }}
    {% endfor %}
)

select product_id
from changed
where product_id is not null
union
select crosswalk.conformed_id as product_id
from returned
inner join crosswalk on returned.source = crosswalk.source and returned.source_product_id = crosswalk.source_id
