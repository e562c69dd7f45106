{# A floating-point number of 64 bits; dbt's own type_float has 32 on some engines. Usage: cast(x as {{ type_double() }}) #}
{% macro type_double() %}{{ return(adapter.dispatch('type_double', 'tandem')()) }}{% endmacro %}

{% macro default__type_double() %}double{% endmacro %}

{% macro postgres__type_double() %}double precision{% endmacro %}
