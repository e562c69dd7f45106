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
            partition by placed.product_id
            order by
                case when placed.is_valid then 0 else 1 end,
                coalesce(placed.supplier_priority, 1000000),
                -- Of one supplier's terms the newest count; of those, the smallest minimum.
                case when placed.unit_price is null then 1 else 0 end,
                coalesce(placed.valid_from, cast('0001-01-01' as date)) desc,
                placed.min_order_qty,
                placed.base_unit_price,
                placed.supplier_product_id
        ) as best_first
    from placed
)

select
    ranked.product_id,
    ranked.supplier_product_id,
    ranked.supplier_id,
    ranked.unit_price,
    ranked.currency,
    ranked.base_unit_price,
    ranked.purchase_uom,
    ranked.units_per_purchase_uom,
    ranked.min_order_qty,
    ranked.order_multiple,
    ranked.valid_from,
    coalesce(ranked.stated_lead_time_days, ranked.any_lead_time_days) as stated_lead_time_days,
    ranked.is_valid and ranked.unit_price is not null as is_valid
from ranked
where ranked.best_first = 1
