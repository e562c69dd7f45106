{# Joins that bring a source's row to conformed ids. Usage: from lines {{ conform('lines', ['product', 'location'], uom='lines.uom') }} #}
{% macro conform(alias, entities, uom=none) %}
    {% for entity in entities %}
    left join {{ ref("xref_" ~ entity) }} as {{ entity }}s
        on {{ alias }}.source = {{ entity }}s.source and {{ alias }}.{{ entity }}_id = {{ entity }}s.source_id
    {% endfor %}
    {% if uom %}
    left join {{ ref("int_units__factors") }} as factors
        on
            {{ alias }}.source = factors.source
            and {{ alias }}.product_id = factors.source_product_id
            and {{ uom_key(uom) }} = factors.uom_key
    {% endif %}
{% endmacro %}

{# Joins a document's row to the rate of its day. Usage: {{ at_rate_of('lines.currency', 'lines.ordered_on') }} #}
{% macro at_rate_of(currency, day) %}
    left join {{ ref("int_currencies__rates") }} as rates
        on
            coalesce({{ currency }}, '{{ var("base_currency") }}') = rates.currency
            and {{ day }} >= rates.valid_from
            and {{ day }} < rates.valid_before
{% endmacro %}

{# Why a row cannot enter the facts, null when it can. Usage: {{ hold_reason() }} as hold_reason #}
{% macro hold_reason(location=false) %}
    case
        when products.conformed_id is null then 'unknown product'
        {% if location %}
        when locations.conformed_id is null then 'unknown location'
        {% endif %}
        when factors.factor is null then 'unit without conversion'
    end
{% endmacro %}
