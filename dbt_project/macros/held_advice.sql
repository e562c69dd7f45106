{# What to do about rows held for a reason; reasons that already say it need nothing more. Usage: {{ held_advice('held.reason') }} as advice #}
{% macro held_advice(reason) %}
    {% set advice = {
        "unknown product": "Add it to a source that may introduce products, or say what it is: tandem match queue, or the file of aliases.",
        "unknown supplier": "Add it to a source that may introduce suppliers, or say what it is: tandem match queue, or the file of aliases.",
        "unknown location": "Add it to a source that may introduce locations, or say what it is: tandem match queue, or the file of aliases.",
        "no member has its code": "Say what it is: tandem match queue, or the file of aliases.",
        "several members share its key": "Say in the file of aliases which of them is meant, or correct the code in the source.",
        "conflicting aliases": "Keep one of the aliases in the file of aliases.",
        "alias names an unknown code": "Correct the code in the file of aliases.",
        "unit without conversion": "State the factor of that unit in the source, then sync.",
        "no currency rate": "State a rate for that day in the source of currency rates, then sync.",
        "unknown purchase order": "Sync the source of purchase orders, or correct the id of the order.",
        "unknown purchase order line": "Sync the source of purchase orders, or correct the id of the line.",
        "no location, so in no plan": "State in the source which location serves the order.",
    } %}
    case {{ reason }}
        {% for said, todo in advice.items() %}
        when '{{ said }}' then '{{ todo }}'
        {% endfor %}
    end
{% endmacro %}
