with {{ odoo_imports(["res_partner", "sale_order"]) }},

-- Odoo ranks a partner only when somebody opened it as a customer; whoever ordered is one.
used as (
    select distinct
        _source,
        partner_id
    from sale_order
)

select
    res_partner.id as customer_id,
    nullif(trim(res_partner.ref), '') as customer_code,
    res_partner.person,
    res_partner.name,
    res_partner.country_code as country,
    {{ customer_class_of('res_partner.category', 'res_partner.is_company') }} as customer_class,
    coalesce(res_partner.active, true) as is_active,
    res_partner.write_date as updated_at,
    {{ lineage('res_partner') }}
from res_partner
left join used on res_partner._source = used._source and res_partner.id = used.partner_id
where coalesce(res_partner.customer_rank, 0) > 0 or used.partner_id is not null
