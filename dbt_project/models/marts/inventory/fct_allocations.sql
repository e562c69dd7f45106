{{ config(tags=["evaluate"]) }}

with customers as (
    select * from {{ ref("dim_customer") }}
),

priorities as (
    select * from {{ ref("stg_operations__allocation_priorities") }}
),

lines as (
    select
        lines.*,
        customers.customer_class,
        -- A class that the policy does not name comes after those it names.
        coalesce(priorities.priority, 1000000) as priority
    from {{ ref("int_sales__order_lines") }} as lines
    left join customers on lines.customer_id = customers.customer_id
    left join priorities on customers.customer_class = priorities.customer_class
    where lines.open_qty > 0 and lines.location_id is not null
),

queued as (
    select
        *,
        row_number() over (
            partition by product_id, location_id order by priority, ordered_at, order_id, order_line_id
        ) as place,
        sum(open_qty) over (
            partition by product_id, location_id order by priority, ordered_at, order_id, order_line_id
            rows unbounded preceding
        ) as upto_qty
    from lines
),

supply as (
    select * from {{ ref("int_inventory__supply") }}
),

-- Each line takes what those before it leave; of stock first, then of receipts as they come.
served as (
    select
        queued.order_line_id,
        max(case
            when supply.supply_on = {{ as_of() }}
                then greatest(0, least(queued.open_qty, supply.upto_qty - (queued.upto_qty - queued.open_qty)))
        end) as allocated_qty,
        max(greatest(0, least(queued.open_qty, supply.upto_qty - (queued.upto_qty - queued.open_qty)))) as covered_qty,
        min(case when supply.upto_qty >= queued.upto_qty then supply.supply_on end) as covered_on
    from queued
    inner join supply on queued.product_id = supply.product_id and queued.location_id = supply.location_id
    group by queued.order_line_id
)

select
    queued.order_line_id,
    queued.order_id,
    queued.order_number,
    queued.product_id,
    queued.location_id,
    queued.customer_id,
    queued.customer_class,
    cast(queued.place as bigint) as queue_place,
    queued.ordered_at,
    queued.ordered_on,
    coalesce(queued.promised_on, queued.requested_on) as promised_on,
    queued.open_qty,
    {{ quantity('coalesce(served.allocated_qty, 0)') }} as allocated_qty,
    {{ quantity('coalesce(served.covered_qty, 0) - coalesce(served.allocated_qty, 0)') }} as awaited_qty,
    {{ quantity('queued.open_qty - coalesce(served.covered_qty, 0)') }} as short_qty,
    served.covered_on,
    coalesce(served.allocated_qty, 0) < queued.open_qty as is_at_risk
from queued
left join served on queued.order_line_id = served.order_line_id
