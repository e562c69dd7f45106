with measured as (
    select
        *,
        abs(lead_time_days - lead(lead_time_days) over (partition by supplier_id, product_id order by newest_first))
            as moving_range
    from {{ ref("fct_purchase_lead_times") }}
),

signals as (
    select
        supplier_id,
        product_id,
        cast(count(*) as integer) as sample_size,
        avg(case when newest_first <= 3 then lead_time_days end) as recent_level,
        min(case when newest_first <= 3 then lead_time_days end) as recent_least,
        max(case when newest_first <= 3 then lead_time_days end) as recent_most,
        avg(case when newest_first > 3 then lead_time_days end) as usual_level,
        avg(case when newest_first > 3 then moving_range end) / 1.128 as usual_std
    from measured
    group by supplier_id, product_id
)

select
    supplier_id,
    product_id,
    sample_size,
    recent_level,
    usual_level,
    usual_std,
    sample_size >= 11 and (recent_least > usual_level or recent_most < usual_level) as is_steady
from signals
