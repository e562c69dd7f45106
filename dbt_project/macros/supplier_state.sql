{# What a punctuality says of its supplier; the limits are variables of the project. Usage: {{ supplier_state('on_time_rate') }} as supplier_state #}
{% macro supplier_state(on_time_rate) %}
    case
        when {{ on_time_rate }} is null then 'no data'
        when {{ on_time_rate }} >= {{ var("supplier_limits").reliable }} then 'reliable'
        when {{ on_time_rate }} >= {{ var("supplier_limits").watch }} then 'watch'
        else 'at risk'
    end
{% endmacro %}
