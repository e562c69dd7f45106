{# A code as it is compared: trimmed, upper case, null when empty. Usage: {{ code_key('sku') }} #}
{% macro code_key(expression) %}nullif(upper(trim({{ expression }})), ''){% endmacro %}

{# A unit as it is compared: trimmed, lower case, '' when none is said. Usage: {{ uom_key('lines.uom') }} #}
{% macro uom_key(expression) %}lower(trim(coalesce({{ expression }}, ''))){% endmacro %}

{# A document row's id that carries its source. Usage: {{ document_id('source', 'order_line_id') }} #}
{% macro document_id(source, source_id) %}{{ source }} || ':' || {{ source_id }}{% endmacro %}

{# The conformed id minted from a master's own id. Usage: {{ conformed_id("'prd_'", 'source', 'source_id') }} #}
{% macro conformed_id(prefix, source, source_id) %}{{ prefix }} || substr({{ dbt.hash(source ~ " || '|' || " ~ source_id) }}, 1, 12){% endmacro %}

{# A forecast override's id: what it is about and when it was decided. Usage: {{ override_id('overrides') }} #}
{% macro override_id(alias) %}'ovr_' || substr({{ dbt.hash(alias ~ ".product_code || '|' || " ~ alias ~ ".location_code || '|' || cast(" ~ alias ~ ".from_on as " ~ dbt.type_string() ~ ") || '|' || cast(" ~ alias ~ ".to_on as " ~ dbt.type_string() ~ ") || '|' || cast(" ~ alias ~ ".decided_at as " ~ dbt.type_string() ~ ")") }}, 1, 12){% endmacro %}
