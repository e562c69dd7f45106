{# Between the two halves of a recursive query that counts its depth: rows known at a depth are dropped where the engine can. Usage: {{ recursive_union() }} #}
{% macro recursive_union() %}{{ return(adapter.dispatch('recursive_union', 'tandem')()) }}{% endmacro %}

{% macro default__recursive_union() %}union{% endmacro %}

{% macro spark__recursive_union() %}union all{% endmacro %}
