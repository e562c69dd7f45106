with incoming as (
    select * from {{ ref("int_inventory__incoming") }}
    where location_id is not null
),

requested as (
    select * from {{ ref("int_inventory__requested") }}
    where location_id is not null
)

select
    'order ' || purchase_order_line_id as supply_id,
    purchase_order_line_id,
    purchase_order_number as document_number,
    supplier_id,
    product_id,
    location_id,
    promised_on,
    open_qty as quantity
from incoming
union all
-- Approved and not yet ordered: as good as an order, with a day of its own once the supplier names one.
select
    'requested ' || product_id || ' ' || location_id as supply_id,
    cast(null as {{ dbt.type_string() }}) as purchase_order_line_id,
    cast(null as {{ dbt.type_string() }}) as document_number,
    cast(null as {{ dbt.type_string() }}) as supplier_id,
    product_id,
    location_id,
    cast(null as date) as promised_on,
    approved_requisition_qty as quantity
from requested
