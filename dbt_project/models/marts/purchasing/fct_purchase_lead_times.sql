with results as (
    select * from {{ ref("int_purchasing__line_results") }}
    where lead_time_days is not null
),

receipts as (
    select
        purchase_order_line_id,
        max(received_on) as last_received_on
    from {{ ref("fct_receipts") }}
    group by purchase_order_line_id
)

select
    results.purchase_order_line_id,
    results.supplier_id,
    results.product_id,
    results.lead_time_days,
    receipts.last_received_on,
    cast(row_number() over (
        partition by results.supplier_id, results.product_id
        order by receipts.last_received_on desc, results.purchase_order_line_id desc
    ) as bigint) as newest_first
from results
inner join receipts on results.purchase_order_line_id = receipts.purchase_order_line_id
