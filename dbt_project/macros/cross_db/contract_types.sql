{# Types as the YAML of contracts says them, in Spark's words: a text has no length there. Usage: dbt calls it for `data_type: varchar` #}
{% macro spark__cast(expression, type) %}cast({{ expression }} as {{ "string" if type | trim | lower == "varchar" else type }}){% endmacro %}

{# Parquet tables of Spark carry no constraints; dbt's tests and the comparison with DuckDB look for nulls. Usage: dbt calls it #}
{% macro spark__persist_constraints(relation, model) %}{% endmacro %}
