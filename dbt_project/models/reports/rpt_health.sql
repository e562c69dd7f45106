{{ config(tags=["evaluate"]) }}

-- noqa: disable=LT02,AL05
-- (what is checked stands as a table: name, subject, value, where it is read, condition, rule in words)
{% set excess = "greatest(0, " ~ above_need("checked") ~ ")" %}
{% set checks = [
    ("stale source", "source", ratio("max(hours_old)", "max(freshness_hours)"), "int_policies__sources", "",
        "age of the newest load over the age that the source may have"),
    ("quarantined rows", "source", "sum(quarantined_count)", "rpt_loads", "accepted_at = last_accepted_at",
        "rows of the newest load in quarantine"),
    ("held rows", "entity", "sum(held_count)", "rpt_held_rows", "", "rows that wait outside the facts"),
    ("unmatched records", "entity", "count(*)", "int_identity__unmatched", "", "records that nobody linked to anything known"),
    ("unexplained stock", "location_id", "count(*)", "fct_inventory_residuals", "residual_cause = 'unexplained'",
        "items whose count and movements differ and no document says why"),
    ("systems disagree", "other_source", "count(*)", "fct_stock_differences", "", "items of which this system says another stock"),
    ("stock-outs", "'company'", ratio("sum(case when stockout_on <= " ~ as_of() ~ " then 1 else 0 end)", "count(*)"),
        "fct_watched_items", "is_sold and mean_daily_demand > 0", "share of items with demand of which nothing is free today"),
    ("orders at risk", "'company'", ratio("sum(case when is_at_risk then 1 else 0 end)", "count(*)"), "fct_allocations", "",
        "share of open order lines that stock does not serve"),
    ("excess stock", "'company'", ratio("sum(" ~ times(excess, "unit_cost_amount") ~ ")", "sum(" ~ times("on_hand_qty", "unit_cost_amount") ~ ")"),
        "fct_watched_items", "order_up_to is not null and excess_horizon_days is not null", "share of stock value above need"),
    ("slow stock", "'company'", ratio("sum(case when is_slow_mover then stock_value_amount else 0 end)", "sum(stock_value_amount)"),
        "rpt_stock_ageing", "is_slow_mover is not null", "share of stock value without a sale for longer than the policy allows"),
    ("overdue receipts", "'company'", ratio("sum(case when is_late then 1 else 0 end)", "count(*)"), "fct_purchase_order_lines",
        "open_qty > 0", "share of open purchase lines whose promised day is over"),
    ("unpunctual suppliers", "'company'", ratio("sum(case when supplier_state = 'at risk' then 1 else 0 end)", "count(*)"),
        "rpt_supplier_scorecard", "supplier_state <> 'no data'", "share of judged suppliers that are at risk"),
    ("rejected goods", "'company'", ratio("sum(rejected_qty)", "sum(inspected_qty)"), "fct_supplier_performance", "",
        "rejected over inspected"),
    ("items without a plan", "'company'", ratio("sum(case when order_up_to is null then 1 else 0 end)", "count(*)"),
        "fct_watched_items", "", "share of watched items without planned levels"),
    ("stock without a cost", "'company'", ratio("sum(case when unit_cost_amount is null then 1 else 0 end)", "count(*)"),
        "fct_watched_items", "on_hand_qty > 0", "share of items in stock whose unit cost nobody knows"),
] %}
{% set always = ["held rows", "unmatched records", "unexplained stock", "systems disagree"] %}

with measured as (
    {% for name, subject, value, model, condition, rule in checks %}
    {% set yellow, red = var("health_limits")[name] %}
    select
        '{{ name }}' as check_name,
        cast({{ subject }} as {{ dbt.type_string() }}) as subject,
        cast({{ value }} as {{ type_double() }}) as measured_value,
        cast({{ yellow }} as {{ type_double() }}) as yellow_above,
        cast({{ red }} as {{ type_double() }}) as red_above,
        '{{ rule }}: yellow above {{ yellow }}, red above {{ red }}' as rule,
        '{{ model }}' as owner_model
    from {{ ref(model) }} as checked
    {{ "where " ~ condition if condition }}
    {{ "group by " ~ subject if subject != "'company'" }}
    union all
    {% endfor %}
    -- Where nothing is held, unmatched or different there is no row to count: that is green, and is said.
    {% for name, subject, value, model, condition, rule in checks if name in always %}
    {% set yellow, red = var("health_limits")[name] %}
    select
        '{{ name }}', 'company', cast(0 as {{ type_double() }}),
        cast({{ yellow }} as {{ type_double() }}), cast({{ red }} as {{ type_double() }}),
        '{{ rule }}: yellow above {{ yellow }}, red above {{ red }}', '{{ model }}'
    where not exists (select 1 from {{ ref(model) }} {{ "where " ~ condition if condition }})
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    check_name,
    subject,
    case
        when check_name = 'stale source' and measured_value is null then 'red'
        -- What could not be measured is never green.
        when measured_value is null then 'no data'
        when measured_value > red_above then 'red'
        when measured_value > yellow_above then 'yellow'
        else 'green'
    end as colour,
    round(measured_value, 4) as measured_value,
    yellow_above,
    red_above,
    rule,
    owner_model,
    {{ as_of() }} as checked_for
from measured
