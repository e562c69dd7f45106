{# The id of an item in a supplier's file: our code where the supplier gives it, else the supplier's own. Usage: {{ supplier_file_item('lines') }} #}
{% macro supplier_file_item(alias) %}coalesce(nullif(trim({{ alias }}.buyer_item_code), ''), {{ alias }}.supplier_code || '/' || {{ alias }}.supplier_item_code){% endmacro %}
