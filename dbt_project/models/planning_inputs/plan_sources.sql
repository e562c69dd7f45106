with lists as (
    select
        price_lists.*,
        case
            when price_lists.unit_price is not null
                and coalesce(price_lists.valid_to, cast('9999-12-31' as date)) >= {{ as_of() }} then 1
            else 0
        end as is_usable
    from {{ ref("int_purchasing__price_lists") }} as price_lists
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

terms as (
    select * from {{ ref("dim_supplier_product") }}
),

performance as (
    select * from {{ ref("fct_supplier_performance") }}
),

counted as (
    select
        lists.*,
        max(lists.is_usable) over (partition by lists.product_id, lists.supplier_id) as is_any_usable
    from lists
),

-- What has expired or has no price is only said where its supplier has nothing else; a list ends where the next begins.
followed as (
    select
        counted.*,
        lead(counted.valid_from) over (
            partition by counted.product_id, counted.supplier_id
            order by coalesce(counted.valid_from, cast('0001-01-01' as date)), counted.supplier_product_id
        ) as next_from
    from counted
    where counted.is_usable = 1 or counted.is_any_usable = 0
)

select
    followed.supplier_product_id,
    followed.product_id,
    followed.supplier_id,
    suppliers.name as supplier_name,
    followed.unit_price,
    followed.currency,
    followed.base_unit_price,
    terms.landed_unit_price,
    followed.units_per_purchase_uom,
    followed.min_order_qty,
    followed.order_multiple,
    followed.stated_lead_time_days,
    performance.lead_time_days as measured_lead_time_days,
    coalesce(performance.lead_time_receipts, 0) as lead_time_receipts,
    performance.on_time_rate,
    followed.supplier_priority as priority,
    followed.valid_from,
    case
        when followed.next_from <= coalesce(followed.valid_to, cast('9999-12-31' as date))
            then cast({{ dbt.dateadd("day", -1, "followed.next_from") }} as date)
        else followed.valid_to
    end as valid_to
from followed
inner join suppliers on followed.supplier_id = suppliers.supplier_id
left join terms on followed.supplier_product_id = terms.supplier_product_id
left join performance on followed.supplier_id = performance.supplier_id and followed.product_id = performance.product_id
