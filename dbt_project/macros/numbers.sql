{# A quantity in the lake's decimal type. Usage: {{ quantity('sum(quantity)') }} as sold_qty #}
{% macro quantity(expression) %}cast({{ expression }} as decimal(18, 6)){% endmacro %}

{# An amount of money in the lake's decimal type. Usage: {{ money('quantity * unit_price') }} as net_amount #}
{% macro money(expression) %}cast({{ expression }} as decimal(18, 6)){% endmacro %}

{# A share or rate, null when there is nothing to divide by. Usage: {{ ratio('rejected_qty', 'inspected_qty') }} #}
{% macro ratio(part, whole) %}cast({{ part }} as {{ type_double() }}) / nullif(cast({{ whole }} as {{ type_double() }}), 0){% endmacro %}
