{# The day an open order line is due; what is overdue is due on the business day. Usage: {{ needed_on('lines') }} #}
{% macro needed_on(alias) %}
    greatest({{ as_of() }}, coalesce({{ alias }}.promised_on, {{ alias }}.requested_on, {{ alias }}.ordered_on))
{%- endmacro %}
