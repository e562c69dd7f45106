with charges as (
    select * from {{ ref("int_sales__charges") }}
    where hold_reason is null
)

select
    charges.charge_id,
    charges.order_id,
    charges.order_number,
    charges.customer_id,
    charges.charge_type,
    charges.description,
    charges.charged_at,
    charges.charged_on,
    charges.amount,
    charges.currency,
    charges.base_amount,
    '{{ var("base_currency") }}' as base_currency,
    charges.source,
    charges.load_id,
    charges.loaded_at
from charges
