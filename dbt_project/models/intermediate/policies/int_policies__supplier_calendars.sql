with calendars as (
    select * from {{ ref("stg_operations__supplier_calendars") }}
),

suppliers as (
    {{ members_by_code('supplier') }}
)

select
    suppliers.supplier_id,
    calendars.supplier_code,
    calendars.open_weekdays,
    calendars.order_weekdays,
    calendars.closed_days,
    case
        when calendars.supplier_code = '*' then null
        when suppliers.supplier_id is null then 'the supplier is unknown: correct supplier_code in the file of supplier calendars'
        when suppliers.members > 1 then 'the code is the code of several suppliers: they must be told apart first'
    end as hold_reason,
    calendars.source,
    calendars.load_id,
    calendars.loaded_at
from calendars
left join suppliers on {{ code_key('calendars.supplier_code') }} = suppliers.code_key
