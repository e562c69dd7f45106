with versions as (
    select * from {{ ref("stg_identity__crosswalk_versions") }}
),

periods as (
    {{ folded(
        "versions",
        ["entity", "record_source", "source_id"],
        ["conformed_id", "method", "pack_factor", "hold_reason", "decided_by"]
    ) }}
)

select
    periods.entity,
    periods.record_source as source,
    periods.source_id,
    periods.conformed_id,
    periods.method,
    periods.pack_factor,
    periods.hold_reason,
    periods.decided_by,
    periods.known_from_at,
    periods.known_before_at,
    periods.is_current
from periods
