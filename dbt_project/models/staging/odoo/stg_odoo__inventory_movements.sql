{{ config(materialized="watched") }}

with moves as (
    select * from {{ ref("stg_odoo__moves") }}
    where state = 'done'
),

-- A move leaves one location and enters another: each side that is ours is one movement.
left_stock as (
    select
        move_id || ':out' as movement_id,
        product_id,
        from_warehouse_id as location_id,
        moved_at,
        -quantity_done as quantity,
        uom,
        case
            when to_usage = 'customer' then 'sale'
            when to_usage = 'supplier' then 'supplier_return'
            when to_usage = 'production' then 'production_out'
            when is_scrapped or is_to_damaged then 'scrap'
            when to_usage = 'inventory' then 'adjustment'
            else 'transfer_out'
        end as movement_type,
        case when is_from_damaged then 'damaged' else 'sellable' end as stock_status,
        document_reference,
        coalesce(sale_line_id, purchase_line_id) as document_line_id,
        updated_at,
        {{ lineage('moves') }}
    from moves
    where from_usage = 'internal'
),

entered_stock as (
    select
        move_id || ':in' as movement_id,
        product_id,
        to_warehouse_id as location_id,
        moved_at,
        quantity_done as quantity,
        uom,
        case
            when from_usage = 'customer' then 'sale_return'
            when from_usage = 'supplier' then 'receipt'
            when from_usage = 'production' then 'production_in'
            when from_usage = 'inventory' then 'adjustment'
            when is_scrapped or is_to_damaged then 'scrap'
            else 'transfer_in'
        end as movement_type,
        case when is_to_damaged then 'damaged' else 'sellable' end as stock_status,
        document_reference,
        coalesce(sale_line_id, purchase_line_id) as document_line_id,
        updated_at,
        {{ lineage('moves') }}
    from moves
    where to_usage = 'internal'
)

select * from left_stock
union all
select * from entered_stock
