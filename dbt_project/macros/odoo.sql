{# Imports of Odoo models in their newest version. Usage: with {{ odoo_imports(['sale_order', 'uom_uom']) }}, lines as (...) #}
{% macro odoo_imports(models) %}
    {% for model in models %}
    {{ model }} as (
        {{ newest_version(source('raw_odoo', model), ['id']) }}
    ){{ "," if not loop.last }}
    {% endfor %}
{% endmacro %}

{# Whether an Odoo location holds stock that cannot be sold. Usage: {{ odoo_is_damaged('places') }} #}
{% macro odoo_is_damaged(alias) %}
    (
        coalesce({{ alias }}.scrap_location, false)
        or lower(coalesce({{ alias }}.complete_name, {{ alias }}.name)) like '%damage%'
        or lower(coalesce({{ alias }}.complete_name, {{ alias }}.name)) like '%quarantine%'
    )
{% endmacro %}

{# Reference units in one unit (Case of 12: 12). The lake keeps six decimals of Odoo's factor, so a whole number within that error is meant. Usage: {{ odoo_reference_units('uom_uom.factor') }} #}
{% macro odoo_reference_units(factor) %}
    case
        when abs(1 / nullif({{ factor }}, 0) - round(1 / nullif({{ factor }}, 0), 0)) <= 0.0000005 / nullif({{ factor }} * {{ factor }}, 0)
            then round(1 / nullif({{ factor }}, 0), 0)
        else 1 / nullif({{ factor }}, 0)
    end
{% endmacro %}
