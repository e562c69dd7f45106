{# The calendar day of a UTC instant in a time zone. Usage: {{ local_date('ordered_at', 'locations.time_zone') }} #}
{% macro local_date(instant, time_zone) %}{{ return(adapter.dispatch('local_date', 'tandem')(instant, time_zone)) }}{% endmacro %}

{% macro default__local_date(instant, time_zone) %}cast(from_utc_timestamp({{ instant }}, {{ time_zone }}) as date){% endmacro %}

{# DuckDB looks a zone up anew for every row unless it is a constant: the company's own zone is one (8 s less for a million rows). #}
{% macro duckdb__local_date(instant, time_zone) %}
    {% set own = "'" ~ var("time_zone") ~ "'" %}
    {% set utc = "timezone('UTC', " ~ instant ~ ")" %}
    cast(case when {{ time_zone }} = {{ own }} then timezone({{ own }}, {{ utc }}) else timezone({{ time_zone }}, {{ utc }}) end as date)
{% endmacro %}
