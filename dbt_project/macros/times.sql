{# The business day planned from. Usage: where ordered_on <= {{ as_of() }} #}
{% macro as_of() %}cast('{{ var("as_of") }}' as date){% endmacro %}

{# The moment up to which loads count, UTC without zone. Usage: {{ hours_between('accepted_at', known_at()) }} #}
{% macro known_at() %}cast('{{ var("known_at") }}' as timestamp){% endmacro %}

{# The first day (Monday) of a date's week. Usage: {{ week_of('ordered_on') }} #}
{% macro week_of(day) %}cast({{ dbt.date_trunc('week', day) }} as date){% endmacro %}

{# A date so many days later; fractions of a day are rounded up. Usage: {{ days_later(as_of(), 'lead_time_days') }} #}
{% macro days_later(day, days) %}cast({{ dbt.dateadd('day', "cast(ceil(" ~ days ~ ") as integer)", day) }} as date){% endmacro %}

{# Whole calendar days from one date to another. Usage: {{ days_from('confirmed_on', 'received_on') }} #}
{% macro days_from(start, finish) %}{{ dbt.datediff(start, finish, 'day') }}{% endmacro %}
