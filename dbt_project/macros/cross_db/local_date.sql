{# The calendar day of a UTC instant in a time zone. Usage: {{ local_date('ordered_at', 'locations.time_zone') }} #}
{% macro local_date(instant, time_zone) %}{{ return(adapter.dispatch('local_date', 'tandem')(instant, time_zone)) }}{% endmacro %}

{% macro default__local_date(instant, time_zone) %}cast(from_utc_timestamp({{ instant }}, {{ time_zone }}) as date){% endmacro %}

{% macro duckdb__local_date(instant, time_zone) %}cast(timezone({{ time_zone }}, timezone('UTC', {{ instant }})) as date){% endmacro %}
