{# Stock above the order-up-to level that forecast demand will not use within the horizon; below zero where there is none.
   Usage: {{ above_need('items') }} as excess_qty, over rows of fct_watched_items #}
{% macro above_need(alias) %}
    {{ quantity(alias ~ '.available_qty - ' ~ alias ~ '.backorder_qty - greatest('
        ~ alias ~ '.order_up_to, coalesce(' ~ alias ~ '.excess_horizon_demand, 0))') }}
{% endmacro %}
