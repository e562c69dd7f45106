{# Schemas are called as the folder says (`marts`), without a prefix. Usage: dbt calls it. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
