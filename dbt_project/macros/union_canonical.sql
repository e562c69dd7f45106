{# All systems' rows of a canonical entity, in canonical columns. Usage: with lines as ({{ union_canonical('order_lines') }}) #}
{% macro union_canonical(entity) %}
    {% for system in var("canonical")[entity] %}
    select
        {% for column in canonical_columns(entity) %}
        {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("stg_" ~ system ~ "__" ~ entity) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
{% endmacro %}
