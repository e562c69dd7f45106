-- Fails if a level of the roll-up differs in units or money from the sales and return facts, in any month.
with facts as (
    select
        cast({{ dbt.date_trunc('month', 'ordered_on') }} as date) as month_start_on,
        sold_qty,
        case when sold_qty > 0 then coalesce(base_sold_amount, 0) else 0 end as amount
    from {{ ref("fct_sales_order_lines") }}
    union all
    select
        cast({{ dbt.date_trunc('month', 'returned_on') }} as date) as month_start_on,
        0 as sold_qty,
        -coalesce(base_refund_amount, 0) as amount
    from {{ ref("fct_returns") }}
),

truth as (
    select
        month_start_on,
        sum(sold_qty) as sold_qty,
        sum(amount) as amount
    from facts
    group by month_start_on
),

levels as (
    select distinct rollup_level from {{ ref("rpt_sales_rollup") }}
),

rolled as (
    select
        rollup_level,
        month_start_on,
        sum(sold_qty) as sold_qty,
        sum(net_sales_amount) as amount
    from {{ ref("rpt_sales_rollup") }}
    group by rollup_level, month_start_on
)

select
    levels.rollup_level,
    truth.month_start_on,
    truth.sold_qty,
    rolled.sold_qty as rolled_qty,
    truth.amount,
    rolled.amount as rolled_amount
from truth
cross join levels
left join rolled on levels.rollup_level = rolled.rollup_level and truth.month_start_on = rolled.month_start_on
where
    (truth.sold_qty <> 0 or truth.amount <> 0)
    and (
        rolled.sold_qty is null
        or truth.sold_qty <> rolled.sold_qty
        or abs(truth.amount - rolled.amount) > 0.01
    )
