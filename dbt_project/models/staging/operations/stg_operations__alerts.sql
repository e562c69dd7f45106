with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'alerts')) }}
)

select
    rows_now.alert_key,
    rows_now.kind,
    rows_now.episode,
    rows_now.state,
    rows_now.opened_at,
    rows_now.closed_at,
    rows_now.severity,
    rows_now.first_seen_at,
    rows_now.last_seen_at,
    rows_now.close_reason,
    rows_now.shortage_cause,
    {{ lineage('rows_now') }}
from rows_now
