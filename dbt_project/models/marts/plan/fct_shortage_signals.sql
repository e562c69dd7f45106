with levels as (
    select * from {{ ref("fct_inventory_levels") }}
),

-- The count found less than the documents say.
record_error as (
    select
        product_id,
        location_id,
        -residual_qty as cause_qty,
        coalesce(document_reference, residual_cause) as cause_reference,
        {{ local_date("counted_at", "'" ~ var("time_zone") ~ "'") }} as cause_on
    from {{ ref("fct_inventory_residuals") }}
    where stock_status = 'sellable' and residual_qty < 0
),

-- Promised and not here.
supplier_late as (
    select
        product_id,
        location_id,
        sum(open_qty) as cause_qty,
        {{ dbt.listagg('purchase_order_number', "', '", 'order by promised_on, purchase_order_number') }} as cause_reference,
        min(promised_on) as cause_on
    from {{ ref("fct_purchase_order_lines") }}
    where is_late
    group by product_id, location_id
),

-- What customers ordered waits for a part of it.
waiting as (
    select
        product_id,
        location_id,
        limiting_product_code,
        sum(late_qty + short_qty) as waiting_qty,
        max(promised_on) as promised_on
    from {{ ref("fct_order_promises") }}
    where limiting_product_id <> product_id
    group by product_id, location_id, limiting_product_code
),

component as (
    select
        product_id,
        location_id,
        sum(waiting_qty) as cause_qty,
        {{ dbt.listagg('limiting_product_code', "', '", 'order by limiting_product_code') }} as cause_reference,
        max(promised_on) as cause_on
    from waiting
    group by product_id, location_id
),

approval_delay as (
    select
        product_id,
        location_id,
        requested_qty as cause_qty,
        requisition_numbers as cause_reference,
        asked_on as cause_on
    from {{ ref("fct_approval_delays") }}
),

-- A rule holds what the plan asks for, or a level that is not computed lies below the demand that it is for.
rule as (
    select
        levels.product_id,
        levels.location_id,
        coalesce(held.net_requirement, levels.horizon_demand - levels.reorder_point) as cause_qty,
        coalesce(held.hold_reason, levels.level_basis) as cause_reference,
        {{ as_of() }} as cause_on
    from levels
    left join {{ ref("fct_requirements") }} as held
        on levels.product_id = held.product_id and levels.location_id = held.location_id and held.hold_reason is not null
    where
        held.hold_reason is not null
        or (levels.level_basis not in ('computed', 'simulated') and levels.reorder_point < levels.horizon_demand)
),

forecast_miss as (
    select
        product_id,
        location_id,
        missed_qty as cause_qty,
        cast(null as {{ dbt.type_string() }}) as cause_reference,
        since_on as cause_on
    from {{ ref("fct_demand_misses") }}
)

{% for cause in ["record_error", "supplier_late", "component", "approval_delay", "rule", "forecast_miss"] %}
select
    product_id,
    location_id,
    '{{ cause }}' as shortage_cause,
    cast({{ loop.index }} as bigint) as precedence,
    {{ quantity('cause_qty') }} as cause_qty,
    cause_reference,
    cause_on
from {{ cause }}
{{ "union all" if not loop.last }}
{% endfor %}
