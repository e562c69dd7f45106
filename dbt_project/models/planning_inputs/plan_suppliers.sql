with terms as (
    select * from {{ ref("int_policies__supplier_terms") }}
    where hold_reason is null
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
)

select
    suppliers.supplier_id,
    suppliers.name as supplier_name,
    cast(terms.min_order_amount as {{ type_double() }}) as min_order_amount
from suppliers
left join terms on suppliers.supplier_id = terms.supplier_id
