{# A member's attribute from its first source that knows it, in an aggregate over ranked sources. Usage: {{ first_known('name') }} as name #}
{% macro first_known(column) %}
    coalesce(
        {% for place in [1, 2, 3] %}
        max(case when members.place = {{ place }} then {{ column }} end){{ "," if not loop.last }}
        {% endfor %}
    )
{% endmacro %}
