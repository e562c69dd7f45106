{# A supplier's grade among an ERP's tags ('Grade B', 'B'), else null. Usage: {{ odoo_grade('res_partner.category') }} #}
{% macro odoo_grade(tags) %}
    case
        {% for grade in ["A", "B", "C", "D"] %}
        when upper(trim({{ tags }})) = '{{ grade }}' or upper({{ tags }}) like '%GRADE {{ grade }}%' then '{{ grade }}'
        {% endfor %}
    end
{% endmacro %}

{# A customer's class among tags, else by whether it is a company. Usage: {{ customer_class_of('category', 'is_company') }} #}
{% macro customer_class_of(tags, is_company) %}
    case
        {% for name in ["wholesale", "retailer", "internal", "consumer"] %}
        when lower({{ tags }}) like '%{{ name }}%' then '{{ name }}'
        {% endfor %}
        when coalesce({{ is_company }}, false) then 'retailer'
        else 'consumer'
    end
{% endmacro %}
