with landed as (
    select * from {{ ref("int_purchasing__landed") }}
)

-- What comes on top of the price, over all that the supplier ever brought: a first delivery alone says little.
select
    supplier_id,
    round({{ ratio('sum(charges_amount)', 'sum(goods_amount)') }}, 9) as landed_cost_rate
from landed
where goods_amount > 0
group by supplier_id
