{# Fails if two rows share the columns that name a row. Usage: - one_row_per: {arguments: {columns: [product_id, location_id]}} #}
{% test one_row_per(model, columns) %}
select
    {% for column in columns %}
    {{ column }},
    {% endfor %}
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having count(*) > 1
{% endtest %}
