{# Tests of a build of changed products look at those products' rows; `make test` and whole builds look at all. dbt calls this for
   every generic test's `model`. #}
{% macro duckdb__get_where_subquery(relation) %}
    {% set where = config.get("where") %}
    {% set rows = of_changed(relation) if is_partial() and is_per_product(relation) else relation %}
    {{ return("(select * from " ~ rows ~ " where " ~ where ~ ") as filtered" if where else rows) }}
{% endmacro %}

{% macro is_per_product(relation) %}
    {% set models = graph.nodes.values() | selectattr("alias", "equalto", relation.identifier) | list %}
    {{ return(models | selectattr("config.materialized", "equalto", "per_product") | list | length > 0) }}
{% endmacro %}
