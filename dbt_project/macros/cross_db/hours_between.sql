{# Hours from one instant to another, with fractions. Usage: {{ hours_between('accepted_at', known_at()) }} #}
{% macro hours_between(start, finish) %}{{ return(adapter.dispatch('hours_between', 'tandem')(start, finish)) }}{% endmacro %}

{% macro default__hours_between(start, finish) %}cast(unix_micros({{ finish }}) - unix_micros({{ start }}) as double) / 3600000000{% endmacro %}

{% macro duckdb__hours_between(start, finish) %}(epoch({{ finish }}) - epoch({{ start }})) / 3600.0{% endmacro %}
