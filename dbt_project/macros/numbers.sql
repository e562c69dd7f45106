{# A quantity in the lake's decimal type. Usage: {{ quantity('sum(quantity)') }} as sold_qty #}
{% macro quantity(expression) %}cast({{ expression }} as decimal(18, 6)){% endmacro %}

{# An amount of money in the lake's decimal type. Usage: {{ money('quantity * unit_price') }} as net_amount #}
{% macro money(expression) %}cast({{ expression }} as decimal(18, 6)){% endmacro %}

{# A share or rate, null when there is nothing to divide by. Usage: {{ ratio('rejected_qty', 'inspected_qty') }} #}
{% macro ratio(part, whole) %}cast({{ part }} as {{ type_double() }}) / nullif(cast({{ whole }} as {{ type_double() }}), 0){% endmacro %}

{# The mean in floating point. Decimals are added up exactly, so that the order of rows changes no digit.
   Usage: {{ mean('base_unit_price') }} as mean_price #}
{% macro mean(figure) %}{{ ratio("sum(" ~ figure ~ ")", "count(" ~ figure ~ ")") }}{% endmacro %}

{# The share of rows for which a condition holds, among those for which it is known. Usage: {{ share_of('is_on_time') }} as on_time_rate #}
{% macro share_of(condition) %}{{ mean("case when " ~ condition ~ " then 1 when not " ~ condition ~ " then 0 end") }}{% endmacro %}

{# An amount divided, in the lake's decimal type. In floating point on every engine, as DuckDB divides so, and with two more digits
   first: what is half of the last one is just below half in floating point. Usage: {{ money_of_one('amount', 'pieces') }} as unit_price #}
{% macro money_of_one(amount, pieces) %}{{ money("cast(" ~ ratio(amount, pieces) ~ " as decimal(28, 8))") }}{% endmacro %}

{# The mean of a figure over rows that weigh differently; rows without the figure, or of no weight, are left out. In an aggregate.
   Usage: {{ weighted_mean('on_time_rate', 'judged_lines') }} as on_time_rate #}
{% macro weighted_mean(figure, weight) %}round({{ ratio("sum(" ~ figure ~ " * " ~ weight ~ ")", "sum(case when " ~ figure ~ " is not null then " ~ weight ~ " end)") }}, 9){% endmacro %}

{# The product of two decimals, wide enough for any: 100,000 pieces at 18.00 would not fit where DuckDB puts it by itself.
   Usage: {{ money(times('quantity', 'unit_price')) }} as net_amount #}
{% macro times(left, right) %}cast({{ left }} as decimal(26, 6)) * {{ right }}{% endmacro %}

{# A quantity in stock units, or an amount in base currency. Most factors are 1, and wide products are slow.
   Usage: {{ converted('lines.quantity', 'factors.factor') }} as ordered_qty #}
{% macro converted(value, factor) %}case when {{ factor }} = 1 then {{ quantity(value) }} else {{ quantity(times(value, factor)) }} end{% endmacro %}

{# A number without decimals, as text. Usage: {{ whole_number('free_qty') }} || ' pieces' #}
{% macro whole_number(figure) %}cast(cast(round({{ figure }}, 0) as bigint) as {{ dbt.type_string() }}){% endmacro %}
