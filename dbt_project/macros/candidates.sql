{# The item columns of a candidate that concerns no item, all null. Usage: {{ no_item() }}, #}
{% macro no_item() %}
    {% for column in ["product_id", "product_code", "product_name", "category", "location_id", "location_code", "supplier_id", "supplier_name"] %}
    cast(null as {{ dbt.type_string() }}) as {{ column }}{{ "," if not loop.last }}
    {% endfor %}
{% endmacro %}

{# The columns that every candidate about an item begins with. Usage: {{ candidate_columns('shortage', severity) }}, #}
{% macro candidate_columns(kind, severity, key="items.product_id || '|' || items.location_id", plan="items.plan_version", supplier="items") %}
    '{{ kind }}|' || {{ key }} as candidate_key,
    '{{ kind }}' as kind,
    items.product_id,
    items.product_code,
    items.product_name,
    items.category,
    items.location_id,
    items.location_code,
    {{ supplier }}.supplier_id,
    {{ supplier }}.supplier_name,
    {{ severity }} as severity,
    items.data_as_of,
    items.is_stale,
    items.stale_sources,
    '{{ var("policy_version") }}' as policy_version,
    {{ plan }} as plan_version
{% endmacro %}
