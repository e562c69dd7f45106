with lists as (
    select * from {{ ref("int_purchasing__price_lists") }}
),

ranked as (
    select
        lists.*,
        row_number() over (
            partition by lists.product_id
            order by
                case when lists.is_valid then 0 else 1 end,
                coalesce(lists.supplier_priority, 1000000),
                -- Of one supplier's lists the newest counts.
                case when lists.unit_price is null then 1 else 0 end,
                coalesce(lists.valid_from, cast('0001-01-01' as date)) desc,
                lists.min_order_qty,
                lists.base_unit_price,
                lists.supplier_product_id
        ) as best_first
    from lists
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
    ranked.stated_lead_time_days,
    ranked.is_valid and ranked.unit_price is not null as is_valid
from ranked
where ranked.best_first = 1
