with versions as (
    select
        supplier_id,
        name,
        grade,
        currency,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_odoo__supplier_versions") }}
    union all
    select
        supplier_id,
        name,
        grade,
        currency,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_tables__supplier_versions") }}
),

periods as (
    {{ folded("versions", ["source", "supplier_id"], ["name", "grade", "currency"]) }}
)

select
    xref.conformed_id as supplier_id,
    periods.supplier_id as source_id,
    periods.name,
    periods.grade,
    periods.currency,
    periods.known_from_at,
    periods.known_before_at,
    periods.is_current,
    periods.source
from periods
inner join {{ ref("xref_supplier") }} as xref on periods.source = xref.source and periods.supplier_id = xref.source_id
