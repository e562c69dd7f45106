{# Every version of each row with the time it was known: `_known_from` to before `_known_before` (null: still). A deleted row
   ends its version; so does, in a snapshot, a load without it. Usage: {{ versions_of(source('raw_tables', 'products'), ['product_id']) }} #}
{% macro versions_of(relation, keys, disposition="incremental") %}
    {% if disposition == "snapshot" %}
    select
        raw.*,
        raw._loaded_at as _known_from,
        loads._next_at as _known_before
    from {{ relation }} as raw
    inner join (
        select
            _source,
            _load_id,
            lead(_loaded_at) over (partition by _source order by _loaded_at, _load_id) as _next_at
        from (select distinct _source, _load_id, _loaded_at from {{ relation }}) as every
    ) as loads
        on raw._source = loads._source and raw._load_id = loads._load_id
    where not coalesce(raw._is_deleted, false)
    {% else %}
    select versions.*
    from (
        select
            raw.*,
            raw._loaded_at as _known_from,
            lead(raw._loaded_at) over (
                partition by raw._source, {% for key in keys %}raw.{{ key }}{{ ", " if not loop.last }}{% endfor %}
                order by raw._loaded_at, raw._load_id
            ) as _known_before
        from {{ relation }} as raw
    ) as versions
    where
        not coalesce(versions._is_deleted, false)
        and (versions._known_before is null or versions._known_before > versions._known_from)
    {% endif %}
{% endmacro %}

{# How staging names the time of a version. Usage: {{ version_lineage('versions') }} as the last columns #}
{% macro version_lineage(alias) %}
    {{ alias }}._known_from as known_from_at,
    {{ alias }}._known_before as known_before_at,
    {{ alias }}._source as source
{% endmacro %}

{# Periods of `relation` in which nothing said changes: neighbours that say the same are one. Usage: {{ folded('versions', ['product_id'], ['price']) }} #}
{% macro folded(relation, keys, attributes) %}
    select
        {{ (keys + attributes) | join(",\n        ") }},
        min(known_from_at) as known_from_at,
        -- The last version of a period ends it; null is still known.
        case when max(is_open) = 0 then max(known_before_at) end as known_before_at,
        max(is_open) = 1 as is_current
    from (
        select
            marked.*,
            sum(marked.is_start) over (
                partition by {{ keys | join(", ") }} order by marked.known_from_at rows unbounded preceding
            ) as period
        from (
            select
                said.*,
                case when said.known_before_at is null then 1 else 0 end as is_open,
                case
                    when
                        lag(said.wording) over (partition by {{ keys | join(", ") }} order by said.known_from_at)
                        = said.wording
                        and lag(said.known_before_at) over (partition by {{ keys | join(", ") }} order by said.known_from_at)
                        = said.known_from_at
                        then 0
                    else 1
                end as is_start
            from (
                select
                    {{ relation }}.*,
                    {% for attribute in attributes %}
                    coalesce(cast({{ attribute }} as {{ dbt.type_string() }}), '~') || '|'{{ " ||" if not loop.last }}
                    {% endfor %}
                    as wording
                from {{ relation }}
            ) as said
        ) as marked
    ) as periods
    group by {{ (keys + attributes) | join(", ") }}, period
{% endmacro %}
