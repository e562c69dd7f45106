with terms as (
    select * from {{ ref("int_purchasing__terms") }}
    where hold_reason is null
),

rates as (
    select * from {{ ref("int_purchasing__landed_rates") }}
),

chosen as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
)

select
    terms.supplier_product_id,
    terms.supplier_id,
    terms.product_id,
    terms.supplier_item_code,
    terms.unit_price,
    terms.currency,
    terms.base_unit_price,
    {{ money(times('terms.base_unit_price', money('1 + coalesce(rates.landed_cost_rate, 0)'))) }} as landed_unit_price,
    terms.purchase_uom,
    terms.units_per_purchase_uom,
    terms.min_order_qty,
    terms.order_multiple,
    terms.stated_lead_time_days,
    terms.priority,
    terms.valid_from,
    terms.valid_to,
    terms.is_valid,
    chosen.supplier_product_id is not null as is_chosen,
    terms.source,
    terms.load_id,
    terms.loaded_at
from terms
left join rates on terms.supplier_id = rates.supplier_id
left join chosen on terms.supplier_product_id = chosen.supplier_product_id
