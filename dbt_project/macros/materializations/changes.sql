{# Three ways to build a table again without building all of it (docs/decisions/0040). In a whole build each is a table. #}

{# Where changed rows are kept; other engines keep none. #}
{% macro make_changes_schema() %}{{ "create schema if not exists changes" if target.type == "duckdb" }}{% endmacro %}

{# What was watched so far counts no more: everything is built anew. #}
{% macro watch_from_now(columns) %}
    {% call statement("watch") %}
        create or replace table {{ changes_of(this) }} as select {{ columns | join(", ") }} from {{ this }} limit 0;
    {% endcall %}
{% endmacro %}

{# Adds what `before` and `after` do not share to what changed since the last finished build. #}
{% macro remember_changes(before, after, columns) %}
    insert into {{ changes_of(this) }} (
        (select {{ columns | join(", ") }} from {{ after }} except select {{ columns | join(", ") }} from {{ before }})
        union all
        (select {{ columns | join(", ") }} from {{ before }} except select {{ columns | join(", ") }} from {{ after }})
    );
{% endmacro %}

{# A table whose changed rows are remembered. Config: watch, the columns that matter to others; all when left out. #}
{% materialization watched, adapter="duckdb" %}
    {% set columns = config.get("watch") or ["*"] %}
    {% if not is_partial() or load_cached_relation(this) is none %}
        {% set built = replace_relation("table") %}
        {% do watch_from_now(columns) %}
        {% do adapter.commit() %}
        {{ return(built) }}
    {% endif %}
    {% set fresh = this.identifier ~ "__fresh" %}
    {% call statement("main") %}
        create or replace temp table {{ fresh }} as ({{ sql }});
        {{ remember_changes(this, fresh, columns) }}
        create or replace table {{ this }} as select * from {{ fresh }};
        drop table {{ fresh }};
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({"relations": [this]}) }}
{% endmaterialization %}

{# The newest rows of a stream, kept: rows that arrived take the place of those of their key. The model reads one source, through
   `arrived`. Config: key, the columns that name a row within its source. #}
{% materialization newest, adapter="duckdb" %}
    {% if not is_partial() or load_cached_relation(this) is none %}
        {% set built = replace_relation("table") %}
        {% do watch_from_now(["*"]) %}
        {% do adapter.commit() %}
        {{ return(built) }}
    {% endif %}
    {% set key = config.require("key") | join(", ") %}
    {% set raw = graph.sources[model.depends_on.nodes | first].relation_name %}
    {% set fresh, before, touched = this.identifier ~ "__fresh", this.identifier ~ "__before", this.identifier ~ "__touched" %}
    {% call statement("main") %}
        create or replace temp table {{ touched }} as select distinct _source as source, {{ key }} from {{ arrived(raw) }} as raw;
        create or replace temp table {{ fresh }} as ({{ sql }});
        create or replace temp table {{ before }} as
            select * from {{ this }} semi join {{ touched }} using (source, {{ key }});
        {{ remember_changes(before, fresh, ["*"]) }}
        delete from {{ this }} where (source, {{ key }}) in (select source, {{ key }} from {{ touched }});
        insert into {{ this }} by name select * from {{ fresh }};
        drop table {{ touched }};
        drop table {{ fresh }};
        drop table {{ before }};
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({"relations": [this]}) }}
{% endmaterialization %}

{# A table of rows that belong to one product each: those of changed products are made anew, with those of no known product.
   The model reads what may change through `of_changed` and `of_changed_sources`. #}
{% materialization per_product, adapter="duckdb" %}
    {% if not is_partial() or load_cached_relation(this) is none %}
        {{ return(replace_relation("table")) }}
    {% endif %}
    {% call statement("main") %}
        {% if config.get("contract").enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
        delete from {{ this }}
        where product_id is null or product_id in (select product_id from {{ changed_products() }});
        insert into {{ this }} by name {{ sql }};
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({"relations": [this]}) }}
{% endmaterialization %}

{# On Spark each is a table, always made whole. #}
{% materialization watched, adapter="spark" %}{{ return(dbt.materialization_table_spark()) }}{% endmaterialization %}
{% materialization newest, adapter="spark" %}{{ return(dbt.materialization_table_spark()) }}{% endmaterialization %}
{% materialization per_product, adapter="spark" %}{{ return(dbt.materialization_table_spark()) }}{% endmaterialization %}
