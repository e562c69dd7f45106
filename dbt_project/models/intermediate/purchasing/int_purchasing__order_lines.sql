with lines as (
    select
        *,
        count(*) over (partition by order_key, supplier_id, product_id) as twins
    from {{ ref("int_purchasing__source_lines") }}
    where hold_reason is null
),

confirmations as (
    select * from {{ ref("int_purchasing__confirmations") }}
    where hold_reason is null and newest_first = 1
),

receipts as (
    select
        purchase_order_line_id,
        sum(case when received_on <= {{ as_of() }} then received_qty else 0 end) as received_qty,
        sum(case when received_on <= {{ as_of() }} then inspected_qty end) as inspected_qty,
        sum(case when received_on <= {{ as_of() }} then rejected_qty end) as rejected_qty,
        max(case when received_on <= {{ as_of() }} then received_on end) as last_received_on
    from {{ ref("int_purchasing__receipts") }}
    where hold_reason is null
    group by purchase_order_line_id
),

-- What the supplier confirmed replaces what was asked; its quantity only where it is clear which line is meant.
confirmed as (
    select
        lines.*,
        coalesce(confirmations.promised_on, lines.promised_on) as confirmed_promised_on,
        case when lines.twins = 1 then confirmations.confirmed_qty end as confirmed_qty,
        coalesce(confirmations.unit_price, lines.unit_price) as confirmed_unit_price,
        coalesce(confirmations.currency, lines.currency, '{{ var("base_currency") }}') as document_currency,
        coalesce(lines.confirmed_at, confirmations.confirmed_at) as known_confirmed_at,
        -- A source with posted receipts is believed through them, any other through the line's own count.
        coalesce(receipts.received_qty, lines.stated_received_qty, 0) as received_qty,
        coalesce(receipts.inspected_qty, case when lines.stated_rejected_qty is not null then lines.stated_received_qty end)
            as inspected_qty,
        coalesce(receipts.rejected_qty, lines.stated_rejected_qty) as rejected_qty,
        coalesce(receipts.received_qty, 0) as posted_qty,
        receipts.last_received_on
    from lines
    left join confirmations
        on
            lines.order_key = confirmations.order_key
            and lines.supplier_id = confirmations.supplier_id
            and lines.product_id = confirmations.product_id
    left join receipts on lines.purchase_order_line_id = receipts.purchase_order_line_id
)

select
    confirmed.*,
    coalesce(
        confirmed.confirmed_on, {{ local_date("confirmed.known_confirmed_at", "'" ~ var("time_zone") ~ "'") }}
    ) as lead_time_from_on,
    {{ money('rates.rate') }} as currency_rate,
    {{ converted('confirmed.confirmed_unit_price', 'rates.rate') }} as base_unit_price,
    {{ quantity("case
        when confirmed.status in ('pending', 'confirmed')
            then greatest(
                0,
                coalesce(confirmed.confirmed_qty, confirmed.ordered_qty) - confirmed.received_qty - confirmed.cancelled_qty
            )
        else 0
    end") }} as open_qty
from confirmed
{{ at_rate_of("confirmed.document_currency", "coalesce(confirmed.ordered_on, " ~ as_of() ~ ")") }}
