{# dbt-spark's own multiplies before it subtracts: `row_number() - 1 * 7` skewed every date spine by weeks. Usage: dbt.dateadd calls it #}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) %}timestampadd({{ datepart }}, cast({{ interval }} as int), {{ from_date_or_timestamp }}){% endmacro %}
