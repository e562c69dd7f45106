{# The newest version of each row per source and key, without deleted ones. Usage: {{ newest_version(source('raw_odoo', 'sale_order'), ['id']) }} #}
{% macro newest_version(relation, keys) %}
    select versions.*
    from (
        select
            raw.*,
            row_number() over (
                partition by raw._source, {% for key in keys %}raw.{{ key }}{{ ", " if not loop.last }}{% endfor %}
                order by raw._loaded_at desc, raw._load_id desc
            ) as _version
        from {{ relation }} as raw
    ) as versions
    where versions._version = 1 and not coalesce(versions._is_deleted, false)
{% endmacro %}
