{# Change per 30 days of a figure, by least squares over the days on which it was measured; null below three measures or when all are of one day.
   In an aggregate. Usage: {{ trend_per_month('lead_time_days', 'last_received_on') }} as lead_time_trend_days #}
{% macro trend_per_month(figure, day) %}
    {% set x = "case when " ~ figure ~ " is not null then cast(" ~ days_from("cast('2000-01-01' as date)", day) ~ " as " ~ type_double() ~ ") end" %}
    {% set y = "case when " ~ day ~ " is not null then cast(" ~ figure ~ " as " ~ type_double() ~ ") end" %}
    cast(case when count({{ x }}) >= 3 and min({{ day }}) < max({{ day }}) then round(regr_slope({{ y }}, {{ x }}) * 30, 4) end as {{ type_double() }})
{% endmacro %}
