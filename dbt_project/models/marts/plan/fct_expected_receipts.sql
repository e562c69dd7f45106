with expected as (
    select * from {{ ref("int_inventory__expected") }}
)

select
    expected.plan_version,
    expected.purchase_order_line_id,
    expected.purchase_order_number,
    expected.supplier_id,
    expected.product_id,
    expected.location_id,
    expected.promised_on,
    expected.expected_on,
    expected.reliable_on,
    expected.expected_basis,
    expected.is_late,
    expected.open_qty,
    expected.sentence
from expected
