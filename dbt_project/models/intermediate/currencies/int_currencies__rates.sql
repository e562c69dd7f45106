{{ config(materialized="watched") }}

with rates as ({{ union_canonical("currency_rates") }}),

-- A rate stated the other way round is turned.
to_base as (
    select
        currency,
        rate_on,
        source,
        rate,
        0 as is_turned
    from rates
    where base_currency = '{{ var("base_currency") }}' and currency <> base_currency and rate > 0
    union all
    select
        base_currency as currency,
        rate_on,
        source,
        cast(1 / rate as decimal(18, 6)) as rate,
        1 as is_turned
    from rates
    where currency = '{{ var("base_currency") }}' and currency <> base_currency and rate > 0
),

ranked as (
    select
        *,
        row_number() over (partition by currency, rate_on order by is_turned, source) as best_first
    from to_base
)

select
    currency,
    rate_on as valid_from,
    -- A document without a rate of its day takes the last earlier one.
    coalesce(
        lead(rate_on) over (partition by currency order by rate_on), cast('9999-12-31' as date)
    ) as valid_before,
    rate
from ranked
where best_first = 1
union all
select
    '{{ var("base_currency") }}' as currency,
    cast('0001-01-01' as date) as valid_from,
    cast('9999-12-31' as date) as valid_before,
    cast(1 as decimal(18, 6)) as rate
