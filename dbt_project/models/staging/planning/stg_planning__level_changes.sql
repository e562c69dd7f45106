with changes as (
    select * from {{ source('raw_planning', 'level_changes') }}
)

select
    changes.plan_version,
    changes.known_at,
    changes.product_id,
    changes.location_id,
    changes.old_safety_stock,
    changes.new_safety_stock,
    changes.old_reorder_point,
    changes.new_reorder_point,
    changes.old_order_up_to,
    changes.new_order_up_to,
    changes.old_mean_daily_demand,
    changes.new_mean_daily_demand,
    changes.old_horizon_demand,
    changes.new_horizon_demand,
    changes.old_horizon_std,
    changes.new_horizon_std,
    changes.old_lead_time_days,
    changes.new_lead_time_days,
    changes.old_lead_time_std_days,
    changes.new_lead_time_std_days,
    changes.old_review_days,
    changes.new_review_days,
    changes.old_service_level,
    changes.new_service_level,
    changes.old_level_basis,
    changes.new_level_basis,
    changes.change_share,
    changes.change_amount,
    changes.outcome,
    changes.reason
from changes
