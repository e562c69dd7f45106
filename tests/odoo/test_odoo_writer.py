"""One requisition is one draft RFQ, whatever happens between asking and hearing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from odoo_doors import START, Clock, open_client, open_reader_of

from connectors.errors import BadReply, NotAllowed, ServerFailed
from connectors.odoo.streams import SYSTEM
from connectors.odoo.writer import LoadRefused, external_id, find_requisition, push_requisition
from sandbox.odoo import create_app

ORDER, LINE = "purchase.order", "purchase.order.line"


def requisition(**changes):
    lines = [
        {
            "product": "3",
            "purchase_quantity": Decimal("7"),
            "uom": "1",
            "unit_price": Decimal("4.20"),
            "required_on": date(2026, 12, 5),
        },
        {"product": "4", "purchase_quantity": "2.5", "uom": "2", "unit_price": "61", "required_on": "2026-12-09"},
    ]
    return {"number": "REQ-000123", "supplier": "1003", "warehouse": 2, "currency": "CNY", "lines": lines, **changes}


def orders_and_lines(app):
    database = app.state.service.changes.database
    return len(database[ORDER].ids), len(database[LINE].ids)


def test_a_requisition_becomes_one_draft_with_its_lines(app):
    orders, lines = orders_and_lines(app)
    client = open_client(app, "tandem-buyer")
    made = push_requisition(client, requisition())
    assert (made["state"], made["created"]) == ("draft", True)
    assert orders_and_lines(app) == (orders + 1, lines + 2)
    order = client.call(ORDER, "read", [[made["id"]]], {"load": None})[0]
    assert (order["partner_id"], order["origin"], order["user_id"]) == (1003, "REQ-000123", 7)
    assert order["amount_total"] == 7 * 4.2 + 2.5 * 61
    names = ["product_id", "product_qty", "product_uom", "price_unit", "date_planned"]
    said = client.call(LINE, "read", [order["order_line"]], {"fields": names, "load": None})
    assert [list(row.values())[1:] for row in said] == [
        [3, 7.0, 1, 4.2, "2026-12-05 12:00:00"],
        [4, 2.5, 2, 61.0, "2026-12-09 12:00:00"],
    ]
    labelled = client.call(ORDER, "read", [[made["id"]], ["currency_id", "picking_type_id"]])[0]
    assert labelled["currency_id"][1] == "CNY"
    assert client.call("stock.picking.type", "read", [[labelled["picking_type_id"][0]]])[0]["warehouse_id"][0] == 2


def test_pushing_twice_and_loading_twice_is_one_order(app):
    client, before = open_client(app, "tandem-buyer"), orders_and_lines(app)
    first = push_requisition(client, requisition())
    assert push_requisition(client, requisition()) == {**first, "created": False}
    fields = ["id", "partner_id/.id", "origin", "order_line/id", "order_line/product_id/.id", "order_line/product_qty"]
    row = [external_id("REQ-000123"), "1003", "REQ-000123", external_id("REQ-000123", 1), "3", "9"]
    assert client.call(ORDER, "load", [fields, [row]])["ids"] == [first["id"]]
    assert orders_and_lines(app) == (before[0] + 1, before[1] + 2)
    lines = client.call(ORDER, "read", [[first["id"]]])[0]["order_line"]
    assert client.call(LINE, "read", [lines])[0]["product_qty"] == 9.0


def test_loading_without_line_keys_adds_a_line_each_time(app):
    client = open_client(app, "tandem-buyer")
    fields = ["id", "partner_id/.id", "order_line/product_id/.id", "order_line/product_qty"]
    for _ in range(2):
        said = client.call(ORDER, "load", [fields, [["__tandem__.req_9", "1003", "3", "1"]]])
    assert len(client.call(ORDER, "read", [said["ids"]])[0]["order_line"]) == 2


def test_a_lost_reply_is_found_and_not_repeated(app):
    before, client = orders_and_lines(app), open_client(app, "tandem-buyer")
    app.state.faults.add({"fault": "lost_reply", "method": "load", "times": 5})
    assert push_requisition(client, requisition())["state"] == "draft"
    assert orders_and_lines(app) == (before[0] + 1, before[1] + 2)


def test_half_a_reply_is_asked_for_again_by_key(app):
    app.state.faults.add({"fault": "half", "method": "load"})
    made = push_requisition(open_client(app, "tandem-buyer"), requisition())
    assert made == {**find_requisition(open_client(app, "tandem-buyer"), "REQ-000123"), "created": True}


def test_found_although_the_scheduler_rewrote_its_origin_or_people_did(app):
    client = open_client(app, "tandem-buyer")
    made = push_requisition(client, requisition())
    for origin in ("REQ-000123-False, OP/00968", "changed by hand"):
        client.call(ORDER, "write", [[made["id"]], {"origin": origin}])
        assert find_requisition(client, "REQ-000123")["id"] == made["id"]
    assert find_requisition(client, "REQ-00012") is None


def test_another_writer_came_first(app):
    waits: list[float] = []
    app.state.faults.add({"fault": "serialize", "method": "load", "times": 2})
    assert push_requisition(open_client(app, "tandem-buyer", waits), requisition())["created"]
    assert len(waits) == 2
    app.state.faults.add({"fault": "serialize", "method": "load", "times": 9})
    with pytest.raises(ServerFailed, match="met other writers 5 times"):
        push_requisition(open_client(app, "tandem-buyer"), requisition(number="REQ-2"))


def test_odoos_refusals_are_said_in_its_words(app):
    client, before = open_client(app, "tandem-buyer"), orders_and_lines(app)
    with pytest.raises(LoadRefused, match="No matching record found for database id '999999'"):
        push_requisition(client, requisition(supplier="999999"))
    with pytest.raises(BadReply, match="no active currency XXX"):
        push_requisition(client, requisition(currency="XXX"))
    with pytest.raises(BadReply, match="has no lines"):
        push_requisition(client, requisition(lines=[]))
    with pytest.raises(NotAllowed):
        push_requisition(open_client(app), requisition())
    assert orders_and_lines(app) == before


def test_what_people_did_with_the_order_stays(app):
    client = open_client(app, "tandem-buyer")
    made = push_requisition(client, requisition())
    moves = len(app.state.service.changes.database["stock.move"].ids)
    assert client.call(ORDER, "button_confirm", [[made["id"]]]) is True
    assert client.call(ORDER, "button_confirm", [[made["id"]]]) is True
    assert len(app.state.service.changes.database["stock.move"].ids) == moves + 2
    assert push_requisition(client, requisition())["state"] == "purchase"
    assert client.call(ORDER, "button_cancel", [[made["id"]]]) is None
    assert push_requisition(client, requisition()) == {**made, "state": "cancel", "created": False}


def test_a_received_order_cannot_be_cancelled(app):
    with pytest.raises(BadReply, match="Unable to cancel purchase order"):
        open_client(app, "tandem-buyer").call(ORDER, "button_cancel", [[1]])


def test_a_new_order_comes_with_the_next_sync_and_survives_a_restart(world, tmp_path: Path):
    journal = tmp_path / "odoo.jsonl"
    app = create_app(world, clock=Clock(), journal=journal)
    made = push_requisition(open_client(app, "tandem-buyer"), requisition())
    again = create_app(world, clock=Clock(), journal=journal)
    for each in (app, again):
        rows = [row for page in open_reader_of(each).read(SYSTEM.stream("purchase_order"), START) for row in page]
        assert [(row["id"], row["origin"], row["state"]) for row in rows] == [(str(made["id"]), "REQ-000123", "draft")]
        assert rows[0]["write_date"] >= START
    assert push_requisition(open_client(again, "tandem-buyer"), requisition()) == {**made, "created": False}


def test_a_deleted_order_leaves_nothing_and_its_key_is_free(app):
    client, reader = open_client(app, "tandem-buyer"), open_reader_of(app)
    made = push_requisition(client, requisition())
    app.state.service.changes.unlink(ORDER, [made["id"]])
    assert client.call(ORDER, "read", [[made["id"]]]) == []
    assert (str(made["id"]),) not in [key for page in reader.keys(SYSTEM.stream("purchase_order")) for key in page]
    assert push_requisition(client, requisition())["created"]


def test_an_external_id_has_one_dot():
    assert external_id("R/2026.11/7", 2) == "__tandem__.req_R_2026_11_7_2"
