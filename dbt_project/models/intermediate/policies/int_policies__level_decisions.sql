with decisions as (
    select * from {{ ref("stg_operations__level_decisions") }}
),

numbered as (
    select
        *,
        row_number() over (partition by product_id, location_id order by decision_id desc) as newest_first
    from decisions
),

products as (
    select product_id from {{ ref("int_identity__products") }}
),

locations as (
    select location_id from {{ ref("int_identity__locations") }}
)

select
    numbered.decision_id,
    numbered.product_id,
    numbered.location_id,
    numbered.state,
    numbered.plan_version,
    numbered.old_safety_stock,
    numbered.old_reorder_point,
    numbered.old_order_up_to,
    numbered.new_safety_stock,
    numbered.new_reorder_point,
    numbered.new_order_up_to,
    numbered.change_amount,
    numbered.decided_by,
    numbered.decided_at,
    numbered.reason,
    case
        when products.product_id is null
            then 'its product is known no longer, as when two become one: decide again where its change waits'
        when locations.location_id is null
            then 'its location is known no longer, as when two become one: decide again where its change waits'
    end as hold_reason,
    numbered.source,
    numbered.load_id,
    numbered.loaded_at
from numbered
left join products on numbered.product_id = products.product_id
left join locations on numbered.location_id = locations.location_id
where numbered.newest_first = 1
