{% set held_in = [
    ("order_lines", "int_sales__source_lines", "source_product_id"),
    ("returns", "int_sales__returns", "source_product_id"),
    ("promotions", "int_sales__promotions", "source_product_id"),
    ("order_charges", "int_sales__charges", "source_charge_id"),
    ("purchase_order_lines", "int_purchasing__source_lines", "source_product_id"),
    ("confirmations", "int_purchasing__confirmations", "source_product_id"),
    ("purchase_charges", "int_purchasing__charges", "source_order_id"),
    ("receipts", "int_purchasing__receipts", "source_product_id"),
    ("supplier_products", "int_purchasing__terms", "source_product_id"),
    ("bom_lines", "int_purchasing__held_bom_lines", "source_component_id"),
    ("inventory_levels", "int_inventory__source_levels", "source_product_id"),
    ("inventory_movements", "int_inventory__source_movements", "source_product_id"),
] %}

with held as (
    {% for entity, model, column in held_in %}
    select
        '{{ entity }}' as entity,
        source,
        {{ column }} as source_id,
        hold_reason as reason,
        count(*) as held_count
    from {{ ref(model) }}
    where hold_reason is not null
    group by source, {{ column }}, hold_reason
    union all
    {% endfor %}
    {% for entity, model, price in [
        ("supplier_products", "int_purchasing__terms", "unit_price"),
        ("purchase_order_lines", "int_purchasing__order_lines", "confirmed_unit_price"),
    ] %}
    -- Used as a quantity, but its price counts for nothing.
    select
        '{{ entity }}' as entity,
        source,
        source_product_id as source_id,
        'no currency rate' as reason,
        count(*) as held_count
    from {{ ref(model) }}
    where hold_reason is null and currency_rate is null and {{ price }} is not null
    group by source, source_product_id
    union all
    {% endfor %}
    select
        entity,
        source,
        source_id,
        hold_reason as reason,
        row_count as held_count
    from {{ ref("int_identity__unmatched") }}
    union all
    select
        'stock_of_record' as entity,
        source,
        location_code as source_id,
        hold_reason as reason,
        1 as held_count
    from {{ ref("int_inventory__declared_records") }}
    where hold_reason is not null
    union all
    {% for entity, model, column in [
        ("product_links", "int_identity__product_links", "product_code"),
        ("forecast_overrides", "int_policies__forecast_overrides", "product_code"),
        ("supplier_terms", "int_policies__supplier_terms", "supplier_code"),
        ("supplier_calendars", "int_policies__supplier_calendars", "supplier_code"),
        ("level_decisions", "int_policies__level_decisions", "product_id"),
    ] %}
    select
        '{{ entity }}' as entity,
        source,
        {{ column }} as source_id,
        hold_reason as reason,
        count(*) as held_count
    from {{ ref(model) }}
    where hold_reason is not null
    group by source, {{ column }}, hold_reason
    union all
    {% endfor %}
    select
        'order_lines without a location' as entity,
        source,
        order_number as source_id,
        'no location, so in no plan' as reason,
        count(*) as held_count
    from {{ ref("int_sales__order_lines") }}
    where location_id is null
    group by source, order_number
)

select
    entity,
    source,
    source_id,
    reason,
    cast(sum(held_count) as bigint) as held_count
from held
group by entity, source, source_id, reason
