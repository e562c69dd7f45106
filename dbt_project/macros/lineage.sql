{# Where a row came from, as staging names it. Usage: {{ lineage('orders') }} as the last columns of a staging model #}
{% macro lineage(alias) %}
    {{ alias }}._source as source,
    {{ alias }}._load_id as load_id,
    {{ alias }}._loaded_at as loaded_at
{% endmacro %}
