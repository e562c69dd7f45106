with terms as (
    select * from {{ ref("int_policies__supplier_terms") }}
    where hold_reason is null
),

calendars as (
    select * from {{ ref("int_policies__supplier_calendars") }}
    where hold_reason is null
),

-- For whoever has no row of their own.
usual as (
    select * from calendars
    where supplier_code = '*'
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
)

select
    suppliers.supplier_id,
    suppliers.name as supplier_name,
    cast(terms.min_order_amount as {{ type_double() }}) as min_order_amount,
    coalesce(calendars.open_weekdays, usual.open_weekdays) as open_weekdays,
    coalesce(calendars.order_weekdays, usual.order_weekdays) as order_weekdays,
    case when calendars.supplier_id is null then usual.closed_days else calendars.closed_days end as closed_days
from suppliers
left join terms on suppliers.supplier_id = terms.supplier_id
left join calendars on suppliers.supplier_id = calendars.supplier_id
left join usual on true
