with confirmations as (
    select * from {{ ref("stg_supplier_files__confirmations") }}
),

conformed as (
    select
        {{ code_key('confirmations.purchase_order_number') }} as order_key,
        products.conformed_id as product_id,
        suppliers.conformed_id as supplier_id,
        confirmations.product_id as source_product_id,
        confirmations.supplier_id as source_supplier_id,
        {{ converted('confirmations.confirmed_qty', 'factors.factor') }} as confirmed_qty,
        confirmations.promised_on,
        {{ money('confirmations.unit_price / factors.factor') }} as unit_price,
        confirmations.currency,
        confirmations.confirmed_at,
        case
            when suppliers.conformed_id is null then 'unknown supplier'
            else {{ hold_reason() }}
        end as hold_reason,
        confirmations.confirmation_id,
        confirmations.source,
        confirmations.load_id,
        confirmations.loaded_at
    from confirmations
    {{ conform("confirmations", ["product", "supplier"], uom="confirmations.uom") }}
    where
        confirmations.confirmed_at is null
        or {{ local_date("confirmations.confirmed_at", "'" ~ var("time_zone") ~ "'") }} <= {{ as_of() }}
)

select
    conformed.*,
    row_number() over (
        partition by conformed.order_key, conformed.supplier_id, conformed.product_id
        order by conformed.confirmed_at desc, conformed.loaded_at desc, conformed.confirmation_id
    ) as newest_first
from conformed
