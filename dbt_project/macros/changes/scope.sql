{# A build of changed products only (docs/decisions/0040): `tandem` says so with the variable `scope`; other engines build everything.
   Usage: {% if is_partial() %} #}
{% macro is_partial() %}{{ return(execute and var("scope") == "changed" and target.type == "duckdb") }}{% endmacro %}

{# A model's rows of changed products; all of them in a whole build. Usage: select * from {{ of_changed(ref('int_sales__order_lines')) }} #}
{% macro of_changed(relation) %}
    {%- if is_partial() -%}
    (select * from {{ relation }} where product_id is null or product_id in (select product_id from {{ changed_products() }}))
    {%- else -%}
    {{ relation }}
    {%- endif -%}
{% endmacro %}

{# A source's rows of products that changed or that nobody knows; all in a whole build.
   Usage: with lines as ({{ of_changed_sources(union_canonical("order_lines")) }}) #}
{% macro of_changed_sources(query) %}
    {# The reference stands outside the condition: dbt orders models by what it reads here. #}
    {% set pairs = ref("int_changes__source_products") %}
    {% if is_partial() %}
    select documents.*
    from ({{ query }}) as documents
    inner join {{ pairs }} as pairs
        on documents.source = pairs.source and documents.product_id = pairs.source_product_id
    {% else %}
    {{ query }}
    {% endif %}
{% endmacro %}

{# What a watched model's rows were and are, where they differ since the last finished build; none in a whole build.
   Usage: select source from {{ changed_rows(ref('xref_product')) }} #}
{% macro changed_rows(relation) %}
    {%- if is_partial() -%}{{ changes_of(relation) }}{%- else -%}(select * from {{ relation }} where 1 = 0){%- endif -%}
{% endmacro %}

{# Whether there are any; asked while the model is compiled, when what it reads is built. Usage: {% if has_changes(ref('xref_customer')) %} #}
{% macro has_changes(relation) %}
    {% if not is_partial() %}{{ return(false) }}{% endif %}
    {{ return(run_query("select count(*) from " ~ changes_of(relation)).rows[0][0] > 0) }}
{% endmacro %}

{# Where changed rows of a relation are kept until a build that took them in has finished. #}
{% macro changes_of(relation) %}{{ return(api.Relation.create(database=target.database, schema="changes", identifier=relation.identifier)) }}{% endmacro %}

{# By name, so that unit tests need no rows of it. #}
{% macro changed_products() %}{{ return(api.Relation.create(database=target.database, schema="intermediate", identifier="int_changes__products")) }}{% endmacro %}

{# The rows of a raw stream that arrived since this model took rows in; all in a whole build. Load ids of a source grow, and a
   load is seen whole or not at all, so the newest id taken in is each source's watermark. (A slow load of one source may be
   accepted after a quick one of another.) Usage: {{ newest_version(arrived(source('raw_tables', 'returns')), ['return_id']) }} #}
{% macro arrived(raw) %}
    {% if not is_partial() %}{{ return(raw) }}{% endif %}
    {% set marks = run_query("select source, max(load_id) from " ~ this ~ " group by source order by source") %}
    {% set known, parts = [], [] %}
    {% for row in marks.rows %}
        {% do known.append("'" ~ row[0] ~ "'") %}
        {% do parts.append("select * from " ~ raw ~ " where _source = '" ~ row[0] ~ "' and _load_id > '" ~ row[1] ~ "'") %}
    {% endfor %}
    {% do parts.append("select * from " ~ raw ~ (" where _source not in (" ~ known | join(", ") ~ ")" if known else "")) %}
    {{ return("(" ~ parts | join(" union all ") ~ ")") }}
{% endmacro %}
