with suppliers as (
    select * from {{ ref("int_identity__suppliers") }}
)

select
    suppliers.supplier_id,
    suppliers.supplier_code,
    suppliers.name,
    suppliers.country,
    suppliers.currency,
    suppliers.grade,
    suppliers.is_active,
    suppliers.source,
    suppliers.source_id,
    suppliers.load_id,
    suppliers.loaded_at
from suppliers
