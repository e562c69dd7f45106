with charges as (
    select * from {{ ref("int_purchasing__charges") }}
    where hold_reason is null
),

charged as (
    select
        purchase_order_id,
        purchase_order_line_id,
        sum(base_amount) as base_amount
    from charges
    group by purchase_order_id, purchase_order_line_id
),

valued as (
    select
        *,
        received_qty + open_qty as landing_qty,
        coalesce(cast({{ times('ordered_qty', 'base_unit_price') }} as {{ type_double() }}), 0) as ordered_amount
    from {{ ref("int_purchasing__order_lines") }}
    where status in ('pending', 'confirmed', 'done')
),

-- In an order without prices every line weighs the same.
lines as (
    select
        *,
        case
            when sum(ordered_amount) over (partition by purchase_order_id) > 0 then ordered_amount
            else 1
        end as weight
    from valued
),

shared as (
    select
        lines.purchase_order_line_id,
        charged.base_amount * {{ ratio('lines.weight', 'sum(lines.weight) over (partition by lines.purchase_order_id)') }} as amount
    from lines
    inner join charged
        on lines.purchase_order_id = charged.purchase_order_id and charged.purchase_order_line_id is null
),

allocated as (
    select
        purchase_order_line_id,
        cast(amount as {{ type_double() }}) as amount
    from shared
    union all
    select
        purchase_order_line_id,
        cast(base_amount as {{ type_double() }}) as amount
    from charged
    where purchase_order_line_id is not null
),

summed as (
    select
        purchase_order_line_id,
        {{ money('round(sum(amount), 6)') }} as charges_amount
    from allocated
    group by purchase_order_line_id
)

select
    lines.purchase_order_line_id,
    lines.supplier_id,
    lines.product_id,
    lines.ordered_on,
    coalesce(summed.charges_amount, 0) as charges_amount,
    {{ money(times('lines.landing_qty', 'lines.base_unit_price')) }} as goods_amount,
    {{ money('lines.base_unit_price + coalesce(' ~ money_of_one('summed.charges_amount', 'lines.landing_qty') ~ ', 0)') }}
        as landed_unit_cost_amount
from lines
left join summed on lines.purchase_order_line_id = summed.purchase_order_line_id
