{# One row per code that people write for a `product`, `location` or `supplier`: its id, and how many members share it. #}
{% macro members_by_code(entity) -%}
    select
        {{ code_key(entity ~ '_code') }} as code_key,
        min({{ entity }}_id) as {{ entity }}_id,
        count(*) as members
    from {{ ref('int_identity__' ~ entity ~ 's') }}
    group by {{ code_key(entity ~ '_code') }}
{%- endmacro %}
