with residuals as (
    select * from {{ ref("int_inventory__residuals") }}
),

gaps as (
    select * from {{ ref("int_inventory__document_gaps") }}
),

costs as (
    select * from {{ ref("int_inventory__unit_costs") }}
),

-- What documents say moved and no movement tells, signed as it would change stock.
missing as (
    select
        product_id,
        location_id,
        stock_status,
        {% for kind in ["issue", "receipt", "return"] %}
        sum(case when gap_kind = '{{ kind }}' then gap_qty else 0 end) as {{ kind }}_qty,
        {% endfor %}
        sum(gap_qty) as gap_qty,
        min(document_on) as since_on,
        max(document_reference) as document_reference,
        count(*) as document_count
    from gaps
    group by product_id, location_id, stock_status
),

named as (
    select
        residuals.*,
        case
            when missing.gap_qty is null or residuals.residual_qty <> missing.gap_qty then 'unexplained'
            {% for kind, lost in [("issue", "< 0"), ("receipt", "> 0"), ("return", "> 0")] %}
            when missing.{{ kind }}_qty = residuals.residual_qty and residuals.residual_qty {{ lost }} then 'lost {{ kind }}'
            when missing.{{ kind }}_qty = residuals.residual_qty then '{{ kind }} without a document'
            {% endfor %}
            else 'several events'
        end as residual_cause,
        missing.since_on,
        missing.document_reference,
        missing.document_count
    from residuals
    left join missing
        on
            residuals.product_id = missing.product_id
            and residuals.location_id = missing.location_id
            and residuals.stock_status = missing.stock_status
)

select
    named.product_id,
    named.location_id,
    named.stock_status,
    named.counted_qty,
    named.ledger_qty,
    named.residual_qty,
    {{ money(times('named.residual_qty', 'costs.unit_cost_amount')) }} as residual_amount,
    '{{ var("base_currency") }}' as base_currency,
    named.residual_cause,
    -- A day and a document are named only where the documents explain the whole residual.
    case when named.residual_cause <> 'unexplained' then named.since_on end as since_on,
    case when named.residual_cause <> 'unexplained' and named.document_count = 1 then named.document_reference end
        as document_reference,
    named.counted_at
from named
left join costs on named.product_id = costs.product_id
