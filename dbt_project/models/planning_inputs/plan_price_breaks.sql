with lists as (
    select * from {{ ref("int_purchasing__price_lists") }}
),

terms as (
    select * from {{ ref("dim_supplier_product") }}
    where unit_price is not null and coalesce(valid_to, cast('9999-12-31' as date)) >= {{ as_of() }}
),

-- Only rows of the same list: an older list's price for many is no price any more.
listed as (
    select
        lists.supplier_product_id,
        terms.product_id,
        terms.supplier_id,
        terms.min_order_qty as from_qty,
        terms.unit_price,
        terms.base_unit_price,
        terms.landed_unit_price,
        row_number() over (
            partition by lists.supplier_product_id, terms.min_order_qty
            order by terms.base_unit_price, terms.supplier_product_id
        ) as best_first
    from terms
    inner join lists
        on
            terms.product_id = lists.product_id
            and terms.supplier_id = lists.supplier_id
            and terms.currency = lists.currency
            and coalesce(terms.purchase_uom, '') = coalesce(lists.purchase_uom, '')
            and coalesce(terms.valid_from, cast('0001-01-01' as date)) = coalesce(lists.valid_from, cast('0001-01-01' as date))
)

select
    listed.supplier_product_id,
    listed.product_id,
    listed.supplier_id,
    cast(listed.from_qty as {{ type_double() }}) as from_qty,
    listed.unit_price,
    listed.base_unit_price,
    listed.landed_unit_price
from listed
where listed.best_first = 1
