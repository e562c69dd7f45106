with offers as (
    select * from {{ ref("fct_plan_offers") }}
),

donors as (
    select
        product_id,
        location_id,
        case when offer_kind = 'transfer_offer' then from_location_code end as giving_location,
        case when offer_kind = 'substitute_offer' then from_product_code end as substitute,
        cast({{ quantity('sum(quantity)') }} as {{ dbt.type_string() }}) || ' ' as total
    from offers
    group by product_id, location_id, offer_kind, from_location_code, from_product_code
)

select
    product_id,
    location_id,
    {{ dbt.listagg("total || giving_location", "'; '", "order by giving_location") }} as transfer_offers,
    {{ dbt.listagg("total || substitute", "'; '", "order by substitute") }} as substitute_offers
from donors
group by product_id, location_id
