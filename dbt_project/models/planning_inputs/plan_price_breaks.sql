with chosen as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
),

terms as (
    select * from {{ ref("int_purchasing__terms") }}
    where hold_reason is null and is_valid and unit_price is not null
),

-- Only rows of the list that the chosen terms stand in: an older list's price for many is no price any more.
listed as (
    select
        terms.product_id,
        terms.supplier_id,
        terms.min_order_qty as from_qty,
        terms.unit_price,
        terms.base_unit_price,
        row_number() over (
            partition by terms.product_id, terms.min_order_qty
            order by terms.base_unit_price, terms.supplier_product_id
        ) as best_first
    from terms
    inner join chosen
        on
            terms.product_id = chosen.product_id
            and terms.supplier_id = chosen.supplier_id
            and terms.currency = chosen.currency
            and coalesce(terms.purchase_uom, '') = coalesce(chosen.purchase_uom, '')
            and coalesce(terms.valid_from, cast('0001-01-01' as date)) = coalesce(chosen.valid_from, cast('0001-01-01' as date))
    where chosen.is_valid
)

select
    listed.product_id,
    listed.supplier_id,
    cast(listed.from_qty as {{ type_double() }}) as from_qty,
    listed.unit_price,
    listed.base_unit_price
from listed
where listed.best_first = 1
