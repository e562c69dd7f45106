with terms as (
    select * from {{ ref("int_purchasing__terms") }}
    where hold_reason is null
),

-- An ERP ranks suppliers; their own price lists do not: a supplier keeps the best rank that any source gives it.
placed as (
    select
        terms.*,
        min(terms.priority) over (partition by terms.product_id, terms.supplier_id) as supplier_priority,
        max(terms.stated_lead_time_days) over (partition by terms.product_id, terms.supplier_id) as any_lead_time_days
    from terms
),

ranked as (
    select
        placed.*,
        row_number() over (
            partition by placed.product_id, placed.supplier_id, placed.valid_from
            order by
                case when placed.is_valid then 0 else 1 end,
                case when placed.unit_price is null then 1 else 0 end,
                placed.min_order_qty,
                placed.base_unit_price,
                placed.supplier_product_id
        ) as best_first
    from placed
)

select
    ranked.supplier_product_id,
    ranked.product_id,
    ranked.supplier_id,
    ranked.unit_price,
    ranked.currency,
    ranked.base_unit_price,
    ranked.purchase_uom,
    ranked.units_per_purchase_uom,
    ranked.min_order_qty,
    ranked.order_multiple,
    coalesce(ranked.stated_lead_time_days, ranked.any_lead_time_days) as stated_lead_time_days,
    ranked.supplier_priority,
    ranked.valid_from,
    ranked.valid_to,
    ranked.is_valid
from ranked
where ranked.best_first = 1
