with alerts as (
    select * from {{ ref("stg_operations__alerts") }}
)

select
    alerts.alert_key,
    alerts.episode,
    alerts.kind,
    alerts.state,
    alerts.severity,
    alerts.first_seen_at,
    alerts.opened_at,
    alerts.last_seen_at,
    alerts.closed_at,
    alerts.close_reason,
    alerts.shortage_cause,
    cast({{ hours_between('alerts.opened_at', 'alerts.closed_at') }} as {{ type_double() }}) as open_hours,
    alerts.source,
    alerts.load_id,
    alerts.loaded_at
from alerts
