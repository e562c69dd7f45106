{{ config(materialized="per_product") }}

with movements as (
    select * from {{ of_changed(ref("int_inventory__movements")) }}
)

select
    movements.movement_id,
    movements.product_id,
    movements.location_id,
    movements.moved_at,
    movements.moved_on,
    movements.quantity as moved_qty,
    movements.movement_type,
    movements.stock_status,
    movements.document_reference,
    movements.source,
    movements.load_id,
    movements.loaded_at
from movements
