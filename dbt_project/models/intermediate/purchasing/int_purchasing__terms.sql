with terms as ({{ union_canonical("supplier_products") }}),

conformed as (
    select
        {{ document_id('terms.source', 'terms.supplier_product_id') }} as supplier_product_id,
        suppliers.conformed_id as supplier_id,
        products.conformed_id as product_id,
        terms.product_id as source_product_id,
        terms.supplier_id as source_supplier_id,
        terms.supplier_item_code,
        terms.unit_price,
        coalesce(terms.currency, '{{ var("base_currency") }}') as currency,
        terms.uom as purchase_uom,
        factors.factor as units_per_purchase_uom,
        {{ converted('coalesce(terms.min_order_qty, 0)', 'factors.factor') }} as min_order_qty,
        -- A case cannot be broken: multiples are whole cases, one where nothing is said.
        {{ converted("case
            when factors.factor > 1 then ceil(round(coalesce(nullif(terms.order_multiple, 0), 1), 4))
            else coalesce(nullif(terms.order_multiple, 0), 1)
        end", "factors.factor") }} as order_multiple,
        terms.lead_time_days as stated_lead_time_days,
        terms.priority,
        terms.valid_from,
        terms.valid_to,
        {{ as_of() }} between coalesce(terms.valid_from, cast('0001-01-01' as date))
        and coalesce(terms.valid_to, cast('9999-12-31' as date)) as is_valid,
        case
            when suppliers.conformed_id is null then 'unknown supplier'
            else {{ hold_reason() }}
        end as hold_reason,
        terms.source,
        terms.load_id,
        terms.loaded_at
    from terms
    {{ conform("terms", ["product", "supplier"], uom="terms.uom") }}
)

select
    conformed.*,
    {{ money('rates.rate') }} as currency_rate,
    {{ money_of_one(
        "cast(conformed.unit_price as " ~ type_double() ~ ") * rates.rate", "conformed.units_per_purchase_uom"
    ) }} as base_unit_price
from conformed
{{ at_rate_of("conformed.currency", as_of()) }}
