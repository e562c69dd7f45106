{# dbt-spark's own forgets the order and makes '' of nothing; this is Spark 4's. Usage: dbt.listagg calls it #}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
    {% if limit_num %}{{ exceptions.raise_compiler_error("listagg with a limit is not written for Spark") }}{% endif %}
    listagg({{ measure }}, {{ delimiter_text }}) {{ "within group (" ~ order_by_clause ~ ")" if order_by_clause }}
{% endmacro %}
