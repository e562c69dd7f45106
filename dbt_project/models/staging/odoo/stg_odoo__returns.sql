{{ config(materialized="watched") }}

with moves as (
    select * from {{ ref("stg_odoo__moves") }}
    where state = 'done' and from_usage = 'customer' and to_usage in ('internal', 'inventory')
),

shipments as (
    select * from {{ ref("stg_odoo__moves") }}
    where sale_line_id is not null and to_usage = 'customer'
)

select
    moves.move_id as return_id,
    coalesce(moves.sale_line_id, shipments.sale_line_id) as order_line_id,
    moves.product_id,
    coalesce(moves.to_warehouse_id, shipments.from_warehouse_id) as location_id,
    moves.moved_at as returned_at,
    moves.quantity_done as quantity,
    moves.uom,
    case when moves.is_to_damaged or moves.is_scrapped then 'damaged' else 'sellable' end as disposition,
    -- Odoo's stock moves carry no refund; `to_refund` only lowers what is invoiced.
    {{ money('null') }} as refund_amount,
    cast(null as {{ dbt.type_string() }}) as currency,
    moves.updated_at,
    {{ lineage('moves') }}
from moves
left join shipments
    on moves._source = shipments._source and moves.origin_returned_move_id = shipments.move_id
