{# The rows of each source's newest load that has rows. Usage: {{ latest_snapshot(source('raw_odoo', 'stock_quant')) }} #}
{% macro latest_snapshot(relation) %}
    select raw.*
    from {{ relation }} as raw
    inner join (
        select
            _source,
            max(_load_id) as _load_id
        from {{ relation }}
        group by _source
    ) as newest
        on raw._source = newest._source and raw._load_id = newest._load_id
    where not coalesce(raw._is_deleted, false)
{% endmacro %}
