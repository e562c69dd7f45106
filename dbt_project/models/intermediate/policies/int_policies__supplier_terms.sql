with terms as (
    select * from {{ ref("stg_operations__supplier_terms") }}
),

suppliers as (
    {{ members_by_code('supplier') }}
)

select
    suppliers.supplier_id,
    terms.supplier_code,
    terms.min_order_amount,
    case
        when suppliers.supplier_id is null then 'the supplier is unknown: correct supplier_code in the file of supplier terms'
        when suppliers.members > 1 then 'the code is the code of several suppliers: they must be told apart first'
    end as hold_reason,
    terms.source,
    terms.load_id,
    terms.loaded_at
from terms
left join suppliers on {{ code_key('terms.supplier_code') }} = suppliers.code_key
