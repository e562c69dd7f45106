with residuals as (
    select * from {{ ref("fct_inventory_residuals") }}
),

items as (
    select
        watched.*,
        residuals.stock_status,
        residuals.counted_qty,
        residuals.ledger_qty,
        residuals.residual_qty,
        residuals.residual_amount,
        residuals.residual_cause,
        residuals.document_reference,
        residuals.since_on,
        residuals.counted_at,
        residuals.base_currency
    from residuals
    inner join {{ ref("fct_watched_items") }} as watched
        on residuals.product_id = watched.product_id and residuals.location_id = watched.location_id
)

select
    {{ candidate_columns("stock_residual", "case
        when items.residual_qty < 0 and items.stock_status = 'sellable' then 'medium'
        else 'low'
    end", key="items.product_id || '|' || items.location_id || '|' || items.stock_status") }},
    items.stock_status,
    items.counted_qty,
    items.ledger_qty,
    items.residual_qty,
    items.residual_amount,
    items.base_currency,
    items.residual_cause,
    items.document_reference,
    items.since_on,
    items.counted_at,
    items.uom
from items
