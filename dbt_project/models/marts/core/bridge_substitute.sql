with links as (
    select * from {{ ref("int_identity__product_links") }}
    where link_kind = 'substitute' and hold_reason is null
)

select
    links.product_id,
    links.other_id as substitute_id,
    links.units_per,
    links.valid_from,
    links.reason,
    links.decided_by,
    links.source,
    links.load_id,
    links.loaded_at
from links
