{# A text for people in which an id is replaced by the code that they know; unchanged where the id is null. Usage: {{ called("reason", "products.product_id", "products.product_code") }} #}
{% macro called(text, id, code) %}replace({{ text }}, coalesce({{ id }}, ' '), coalesce({{ code }}, ' ')){% endmacro %}
