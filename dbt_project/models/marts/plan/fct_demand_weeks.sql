with items as (
    select * from {{ ref("fct_watched_items") }}
),

demand as (
    select
        product_id,
        location_id,
        demand_on,
        quantity,
        cast(floor({{ days_from('demand_on', as_of()) }} / 7) as integer) as weeks_ago
    from {{ ref("plan_demand_history") }}
),

begun as (
    select
        product_id,
        location_id,
        cast(floor({{ days_from('min(demand_on)', as_of()) }} / 7) as integer) as first_weeks_ago
    from demand
    group by product_id, location_id
),

weeks as (
    {% for week in range(26) %}
    select
        {{ week }} as weeks_ago,
        {{ dbt.dateadd('day', -7 * week, as_of()) }} as last_on
    {{ "union all" if not loop.last }}
    {% endfor %}
),

sold as (
    select
        product_id,
        location_id,
        weeks_ago,
        sum(quantity) as quantity,
        count(distinct case when quantity > 0 then demand_on end) as selling_days
    from demand
    where weeks_ago between 0 and 25
    group by product_id, location_id, weeks_ago
),

-- Weeks that say nothing of the usual level: a promotion ran, or there was nothing left to sell.
promoted as (
    select distinct
        promotions.product_id,
        weeks.weeks_ago
    from {{ ref("fct_promotions") }} as promotions
    inner join weeks
        on promotions.starts_on <= weeks.last_on and promotions.ends_on > {{ dbt.dateadd('day', -7, 'weeks.last_on') }}
),

sold_out as (
    select distinct
        product_id,
        location_id,
        cast(floor({{ days_from('balance_on', as_of()) }} / 7) as integer) as weeks_ago
    from {{ ref("fct_inventory_daily") }}
    where closing_qty <= 0
)

select
    items.product_id,
    items.location_id,
    weeks.weeks_ago,
    cast(coalesce(sold.quantity, 0) as {{ type_double() }}) as quantity,
    coalesce(sold.selling_days, 0) as selling_days,
    promoted.product_id is null and sold_out.product_id is null as is_usual
from items
inner join begun on items.product_id = begun.product_id and items.location_id = begun.location_id
inner join weeks on begun.first_weeks_ago >= weeks.weeks_ago
left join sold
    on
        items.product_id = sold.product_id and items.location_id = sold.location_id
        and weeks.weeks_ago = sold.weeks_ago
left join promoted on items.product_id = promoted.product_id and weeks.weeks_ago = promoted.weeks_ago
left join sold_out
    on
        items.product_id = sold_out.product_id and items.location_id = sold_out.location_id
        and weeks.weeks_ago = sold_out.weeks_ago
