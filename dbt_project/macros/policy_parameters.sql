{# What a policy may set, as `tandem.settings.Policy` names it. Usage: {% for parameter in policy_parameters() %} #}
{% macro policy_parameters() %}
    {{ return([
        "service_level", "review_days", "demand_window_days", "excess_horizon_days", "excess_min_amount",
        "lead_time_days", "hard_safety_lead_days", "soft_safety_lead_days", "min_lead_time_receipts", "margin_floor_rate", "max_months_of_cover", "late_tolerance_days",
        "slow_mover_days", "control_sigmas", "max_order_qty",
        "reorder_point", "order_up_to",
    ]) }}
{% endmacro %}
