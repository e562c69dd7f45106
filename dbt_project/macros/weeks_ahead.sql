{# Days that a stock lasts through the grouped weeks of `weeks`, beyond them at their mean; null without any demand. Each week
   gives the part of its seven days that what earlier weeks leave suffices for. Usage: {{ days_through('stock.available_qty') }} #}
{% macro days_through(stock) %}
    case
        when sum(weeks.forecast_qty) > 0
            then sum(case
                when weeks.forecast_qty > 0
                    then 7 * least(1, greatest(0, {{ ratio(stock ~ " - weeks.earlier_qty", "weeks.forecast_qty") }}))
                when {{ stock }} > weeks.earlier_qty then 7
                else 0
            end) + greatest(0, 7 * {{ ratio("max(" ~ stock ~ ") - sum(weeks.forecast_qty)", "avg(weeks.forecast_qty)") }})
    end
{% endmacro %}

{# Demand of the grouped weeks of `weeks` over so many days, beyond them at their mean. Usage: {{ demand_through('stock.excess_horizon_days') }} #}
{% macro demand_through(days) %}
    sum(weeks.forecast_qty * least(7, greatest(0, {{ days }} - weeks.earlier_days))) / 7
    + greatest(0, max({{ days }}) - 7 * count(*)) * avg(weeks.forecast_qty) / 7
{% endmacro %}
