-- noqa: disable=LT02,LT09
-- (the events stand one a line, to be read as a table)
with sales as (
    select * from {{ ref("int_sales__order_lines") }}
),

returns as (
    select * from {{ ref("int_sales__returns") }}
    where is_usable
),

purchases as (
    select * from {{ ref("int_purchasing__order_lines") }}
    where status in ('pending', 'confirmed', 'done')
),

receipts as (
    select * from {{ ref("int_purchasing__receipts") }}
    where hold_reason is null and received_on <= {{ as_of() }}
),

movements as (
    select * from {{ ref("int_inventory__movements") }}
    where stock_status = 'sellable'
),

forecast as (
    select * from {{ ref("int_linked__forecast_weeks") }}
),

-- What happened in a week, and what is due in it; what is overdue is due now.
events as (
    select product_id, ordered_on as event_on, 'sold' as kind, sold_qty as quantity,
        {{ money("base_net_amount * " ~ ratio('sold_qty', 'ordered_qty')) }} as amount
    from sales
    union all
    select product_id, coalesce(requested_on, promised_on, ordered_on), 'open', open_qty, cast(null as decimal(18, 6))
    from sales
    where open_qty > 0
    union all
    select product_id, returned_on, case when disposition = 'sellable' then 'returned' else 'returned damaged' end,
        returned_qty, base_refund_amount
    from returns
    union all
    select product_id, coalesce(ordered_on, {{ as_of() }}), 'purchased', ordered_qty,
        {{ money(times('ordered_qty', 'base_unit_price')) }}
    from purchases
    union all
    select product_id, coalesce(confirmed_promised_on, requested_on, {{ as_of() }}), 'due', open_qty,
        cast(null as decimal(18, 6))
    from purchases
    where open_qty > 0
    union all
    -- What an order will never bring, or brought without a date, left the way at its last receipt, else when ordered.
    select product_id, coalesce(last_received_on, ordered_on, {{ as_of() }}), 'closed',
        ordered_qty - posted_qty - open_qty, cast(null as decimal(18, 6))
    from purchases
    union all
    select product_id, received_on, 'received', received_qty, cast(null as decimal(18, 6))
    from receipts
    union all
    select product_id, moved_on, 'moved', quantity, cast(null as decimal(18, 6))
    from movements
    union all
    select product_id, week_start_on, 'forecast', forecast_qty, cast(null as decimal(18, 6))
    from forecast
),

dated as (
    select
        *,
        case
            when kind in ('open', 'due') and event_on < {{ as_of() }} then {{ week_of(as_of()) }}
            else {{ week_of('event_on') }}
        end as week_start_on
    from events
)

select
    product_id,
    week_start_on,
    kind,
    {{ quantity('sum(quantity)') }} as quantity,
    {{ money('sum(amount)') }} as amount
from dated
group by product_id, week_start_on, kind
