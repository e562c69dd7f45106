with {{ odoo_imports(["res_currency", "res_currency_rate"]) }},

-- The company's own currency is the one that has always been worth 1.
own as (
    select
        res_currency._source,
        min(res_currency.name) as base_currency
    from res_currency_rate
    inner join res_currency
        on res_currency_rate._source = res_currency._source and res_currency_rate.currency_id = res_currency.id
    where
        not exists (
            select 1
            from res_currency_rate as others
            where
                others._source = res_currency_rate._source
                and others.currency_id = res_currency_rate.currency_id
                and others.rate <> 1
        )
    group by res_currency._source
)

select
    res_currency.name as currency,
    coalesce(own.base_currency, '{{ var("base_currency") }}') as base_currency,
    res_currency_rate.name as rate_on,
    -- Odoo keeps foreign units per unit of the company's currency.
    cast(1 / nullif(res_currency_rate.rate, 0) as decimal(18, 6)) as rate,
    {{ lineage('res_currency_rate') }}
from res_currency_rate
inner join res_currency
    on res_currency_rate._source = res_currency._source and res_currency_rate.currency_id = res_currency.id
left join own on res_currency_rate._source = own._source
where res_currency_rate.rate > 0
