with loads as (
    select * from {{ source('raw_tandem', 'loads') }}
)

select
    loads.source || '/' || loads.load_id || '/' || loads.stream as load_stream_id,
    loads.source,
    loads.system,
    loads.load_id,
    loads.stream,
    loads.disposition,
    loads.rows as row_count,
    loads.quarantined as quarantined_count,
    loads.unchanged as unchanged_count,
    loads.deleted as deleted_count,
    loads.total_rows as total_count,
    loads.accepted_at
from loads
