with ordered as (
    select sum(base_amount) as amount
    from {{ ref("fct_purchase_order_lines") }}
    where
        status not in ('draft', 'cancelled')
        and ordered_on <= {{ as_of() }}
        and extract(year from ordered_on) = extract(year from {{ as_of() }})
        and extract(month from ordered_on) = extract(month from {{ as_of() }})
),

-- Approved and not yet ordered: it will be spent, whenever it was approved.
requested as (
    select sum({{ times('requested.approved_requisition_qty', 'terms.base_unit_price') }}) as amount
    from {{ ref("int_inventory__requested") }} as requested
    inner join {{ ref("int_purchasing__chosen_terms") }} as terms on requested.product_id = terms.product_id
)

select
    {{ as_of() }} as as_of,
    {{ money('coalesce(ordered.amount, 0) + coalesce(requested.amount, 0)') }} as spent_amount
from ordered
cross join requested
