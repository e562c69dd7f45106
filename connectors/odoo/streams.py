"""What Tandem reads of an Odoo database: one stream per model, under Odoo's own field names.

Ids and many2one values are text. A model's change does not touch its parents or children, so each model is read by
itself. `false` (Odoo's empty value) is landed as null.
"""

from lake.stream import ColumnType, Stream, System


def _model(model: str, /, *, snapshot: bool = False, required: tuple[str, ...] = (), non_negative: tuple[str, ...] = (),
           **columns: ColumnType) -> Stream:
    return Stream(
        model, {"id": "text", **columns, "write_date": "timestamp"}, key=("id",),
        disposition="snapshot" if snapshot else "incremental", cursor=None if snapshot else "write_date",
        required=frozenset(required), non_negative=frozenset(non_negative),
    )


SYSTEM = System(
    "odoo",
    (
        _model("product_product", product_tmpl_id="text", default_code="text", barcode="text", active="boolean",
               standard_price="decimal", required=("product_tmpl_id",)),
        _model("product_template", name="text", categ_id="text", uom_id="text", uom_po_id="text", list_price="decimal",
               purchase_ok="boolean", sale_ok="boolean", detailed_type="text", active="boolean"),
        _model("product_category", name="text", complete_name="text"),
        _model("uom_uom", name="text", category_id="text", factor="decimal", uom_type="text", active="boolean"),
        _model("product_packaging", product_id="text", name="text", barcode="text", qty="decimal", purchase="boolean"),
        _model("product_supplierinfo", partner_id="text", product_tmpl_id="text", product_id="text",
               product_code="text", sequence="integer", min_qty="decimal", price="decimal", currency_id="text",
               date_start="date", date_end="date", delay="decimal", non_negative=("price", "min_qty")),
        # `person` is the pseudonym of the e-mail address; `name` is landed for companies only.
        _model("res_partner", name="text", ref="text", is_company="boolean", vat="text", person="text",
               country_code="text", supplier_rank="integer", customer_rank="integer", category="text",
               active="boolean"),
        _model("res_currency", name="text", active="boolean"),
        _model("res_currency_rate", currency_id="text", name="date", rate="decimal", non_negative=("rate",)),
        _model("sale_order", name="text", state="text", partner_id="text", client_order_ref="text", origin="text",
               date_order="timestamp", commitment_date="timestamp", effective_date="timestamp",
               warehouse_id="text", currency_id="text"),
        _model("sale_order_line", order_id="text", product_id="text", product_uom_qty="decimal", product_uom="text",
               qty_delivered="decimal", price_unit="decimal", discount="decimal", price_subtotal="decimal",
               state="text", required=("order_id",)),
        _model("purchase_order", name="text", state="text", partner_id="text", partner_ref="text", origin="text",
               date_order="timestamp", date_approve="timestamp", date_planned="timestamp", currency_id="text",
               picking_type_id="text"),
        _model("purchase_order_line", order_id="text", product_id="text", product_qty="decimal", product_uom="text",
               price_unit="decimal", date_planned="timestamp", qty_received="decimal", state="text",
               required=("order_id",), non_negative=("product_qty", "price_unit")),
        _model("stock_picking_type", name="text", code="text", warehouse_id="text"),
        _model("stock_warehouse", name="text", code="text", lot_stock_id="text"),
        _model("stock_location", name="text", complete_name="text", usage="text", location_id="text",
               warehouse_id="text", scrap_location="boolean", active="boolean"),
        _model("stock_move", product_id="text", product_uom="text", product_uom_qty="decimal",
               quantity_done="decimal", location_id="text", location_dest_id="text", state="text", date="timestamp",
               picking_id="text", origin="text", reference="text", sale_line_id="text", purchase_line_id="text",
               origin_returned_move_id="text", to_refund="boolean", scrapped="boolean", is_inventory="boolean",
               raw_material_production_id="text", production_id="text",
               required=("product_id", "location_id", "location_dest_id")),
        _model("stock_quant", snapshot=True, product_id="text", location_id="text", quantity="decimal",
               reserved_quantity="decimal", required=("product_id", "location_id")),
        _model("mrp_bom", code="text", type="text", product_tmpl_id="text", product_id="text", product_qty="decimal",
               product_uom_id="text", active="boolean"),
        _model("mrp_bom_line", bom_id="text", product_id="text", product_qty="decimal", product_uom_id="text",
               required=("bom_id", "product_id"), non_negative=("product_qty",)),
        _model("stock_warehouse_orderpoint", product_id="text", warehouse_id="text", product_min_qty="decimal",
               product_max_qty="decimal", qty_multiple="decimal", active="boolean"),
    ),
)
