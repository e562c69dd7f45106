with {{ odoo_imports(["stock_warehouse"]) }}

select
    stock_warehouse.id as location_id,
    stock_warehouse.code as location_code,
    stock_warehouse.name,
    cast(null as {{ dbt.type_string() }}) as country,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    {{ lineage('stock_warehouse') }}
from stock_warehouse
