with shortages as (
    select * from {{ ref("fct_shortages") }}
),

-- A cause holds where it explains half of what is missing, or more.
holding as (
    select
        shortages.product_id,
        shortages.location_id,
        signals.shortage_cause,
        signals.cause_qty,
        signals.cause_reference,
        signals.cause_on,
        row_number() over (partition by shortages.product_id, shortages.location_id order by signals.precedence) as place
    from shortages
    inner join {{ ref("fct_shortage_signals") }} as signals
        on shortages.product_id = signals.product_id and shortages.location_id = signals.location_id
    where signals.cause_qty > 0 and 2 * signals.cause_qty >= shortages.missing_qty
)

select
    shortages.product_id,
    shortages.location_id,
    shortages.severity,
    shortages.short_on,
    shortages.missing_qty,
    coalesce(holding.shortage_cause, 'unknown') as shortage_cause,
    holding.cause_qty,
    holding.cause_reference,
    holding.cause_on
from shortages
left join holding
    on shortages.product_id = holding.product_id and shortages.location_id = holding.location_id and holding.place = 1
