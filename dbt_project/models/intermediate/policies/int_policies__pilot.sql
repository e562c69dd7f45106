with positions as (
    select * from {{ ref("int_inventory__positions") }}
),

products as (
    select * from {{ ref("int_identity__products") }}
),

locations as (
    select * from {{ ref("int_identity__locations") }}
),

terms as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
),

suppliers as (
    select * from {{ ref("int_identity__suppliers") }}
),

pilot as (
    select
        kind,
        {{ code_key('value') }} as value_key
    from {{ ref("stg_operations__pilot") }}
),

said as (
    select
        coalesce(max(case when kind = 'category' then 1 else 0 end), 0) as by_category,
        coalesce(max(case when kind = 'location' then 1 else 0 end), 0) as by_location,
        coalesce(max(case when kind = 'supplier' then 1 else 0 end), 0) as by_supplier
    from pilot
)

-- A kind that the pilot does not name lets everything through; a kind it names lets only the named through.
select
    positions.product_id,
    positions.location_id,
    (said.by_category = 0 or in_category.value_key is not null)
    and (said.by_location = 0 or in_location.value_key is not null)
    and (said.by_supplier = 0 or in_supplier.value_key is not null) as is_in_pilot
from positions
cross join said
left join products on positions.product_id = products.product_id
left join locations on positions.location_id = locations.location_id
left join terms on positions.product_id = terms.product_id
left join suppliers on terms.supplier_id = suppliers.supplier_id
left join pilot as in_category
    on in_category.kind = 'category' and {{ code_key('products.category') }} = in_category.value_key
left join pilot as in_location
    on in_location.kind = 'location' and {{ code_key('locations.location_code') }} = in_location.value_key
left join pilot as in_supplier
    on in_supplier.kind = 'supplier' and {{ code_key('suppliers.supplier_code') }} = in_supplier.value_key
