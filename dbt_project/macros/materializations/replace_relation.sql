{# A table or view takes the place of the one before it in one statement. Usage, in a materialization: {{ return(replace_relation("view")) }} #}
{% macro replace_relation(type) %}
    {% set existing = load_cached_relation(this) %}
    {% set target = this.incorporate(type=type) %}
    {% set is_contracted = config.get("contract").enforced %}
    {{ run_hooks(pre_hooks) }}
    {% if existing is not none and existing.type != type %}
        {{ drop_relation_if_exists(existing) }}
    {% endif %}
    {% call statement("main") %}
        {% if is_contracted %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
        {% if is_contracted and type == "table" %}
            create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
            insert into {{ target }} {{ get_column_names() }} ({{ get_select_subquery(sql) }});
        {% else %}
            create or replace {{ type }} {{ target }} as ({{ sql }});
        {% endif %}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({"relations": [target]}) }}
{% endmacro %}

{# dbt-duckdb's own way makes the new one beside the old, renames both and drops the old: three statements and a transaction more a model. #}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
    {{ return(replace_relation("table")) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {{ return(replace_relation("view")) }}
{% endmaterialization %}
