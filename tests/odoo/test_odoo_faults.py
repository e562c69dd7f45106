"""Whatever goes wrong on the way gets a name and a sentence, says no secret, and takes nothing over silently."""

import httpx
import pytest
from odoo_doors import START, InProcess, config_for, context_for, open_client, open_live, open_reader_of
from starlette.applications import Starlette
from starlette.routing import Mount

from connectors.errors import (
    BadReply,
    NotAllowed,
    NotThere,
    RateLimited,
    SchemaDrift,
    ServerFailed,
    Unreachable,
    WrongCredential,
)
from connectors.odoo.client import OdooClient
from connectors.odoo.reader import OdooReader, open_reader
from connectors.odoo.streams import SYSTEM
from sandbox.odoo import USERS

MOVES = SYSTEM.stream("stock_move")
PRODUCTS = SYSTEM.stream("product_product")


def fail(app, fault, *, stream=MOVES, expect):
    """Reads `stream` under a fault and gives back the error's text and the rows that arrived before it."""
    app.state.faults.add({"method": "search_read", "times": 9, **fault})
    reader, rows = open_reader_of(app), []
    with pytest.raises(expect) as caught:
        for page in reader.read(stream, None):
            rows.extend(page)
    assert not any(user.secret in str(caught.value) for user in USERS)
    return str(caught.value), rows


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (401, WrongCredential, "Check the secret"),
        (403, NotAllowed, "the right"),
        (404, NotThere, "Check `url`"),
        (429, RateLimited, "429 5 times"),
        (500, ServerFailed, "500 5 times"),
    ],
)
def test_http_refusals(app, status, error, says):
    said, rows = fail(app, {"fault": "status", "status": status}, expect=error)
    assert says in said
    assert rows == []


def test_waits_as_long_as_the_server_asks_and_goes_on(app):
    waits: list[float] = []
    app.state.faults.add({"fault": "status", "status": 429, "retry_after": 7, "method": "search_count"})
    assert open_client(app, waits=waits).call("stock.warehouse", "search_count", [], {"domain": []}) == 2
    assert waits == [7.0]


def test_half_a_page(app):
    said, rows = fail(app, {"fault": "half"}, expect=BadReply)
    assert "not whole JSON" in said
    assert rows == []


def test_an_empty_page_before_the_end_is_no_end(app):
    app.state.faults.add({"fault": "empty_page", "method": "search_read", "model": "stock.move"})
    reader, rows = open_reader_of(app, page_size=300), []
    with pytest.raises(BadReply, match=r"empty page, but has \d+ rows above id 0"):
        for page in reader.read(MOVES, None):
            rows.extend(page)


def test_an_empty_list_of_keys_deletes_nothing(app):
    app.state.faults.add({"fault": "empty_page", "method": "search"})
    with pytest.raises(BadReply, match="empty page"):
        list(open_reader_of(app).keys(PRODUCTS))


def test_a_short_page_before_the_end_is_followed_by_the_rest(app):
    app.state.faults.add({"fault": "missing_row", "method": "search_read"})
    pages = list(open_reader_of(app, page_size=10).read(PRODUCTS, None))
    assert [len(page) for page in pages] == [9, 10, 10, 10]


def test_a_retyped_value(app):
    fault = {"fault": "retype", "column": "default_code", "value": 10_086.5}
    said, _ = fail(app, fault, stream=PRODUCTS, expect=SchemaDrift)
    assert "product.product.default_code" in said


@pytest.mark.parametrize("value", ["12,5", [1, "x"], True, {"a": 1}])
def test_a_number_that_is_none(app, value):
    fault = {"fault": "retype", "column": "standard_price", "value": value}
    said, _ = fail(app, fault, stream=PRODUCTS, expect=SchemaDrift)
    assert "product.product.standard_price" in said


def test_a_field_that_the_database_lost(app):
    app.state.faults.add({"fault": "missing_field", "method": "fields_get", "column": "barcode"})
    with pytest.raises(SchemaDrift, match=r"product\.product\.barcode is missing"):
        list(open_reader_of(app).read(PRODUCTS, START))


def test_a_null_key(app):
    said, _ = fail(app, {"fault": "null_key"}, expect=BadReply)
    assert "without id" in said


def test_a_duplicate_row(app):
    said, _ = fail(app, {"fault": "duplicate"}, expect=BadReply)
    assert "twice" in said


def test_wrong_secret_and_wrong_database(app):
    with pytest.raises(WrongCredential, match="Check `user` and the secret"):
        open_reader_of(app, login="nobody").check()
    with pytest.raises(NotThere, match="Check `database`"):
        open_reader_of(app, database="elsewhere").check()


def test_a_key_that_was_withdrawn(app):
    client = open_client(app)
    client.sign_in()
    app.state.service._users = ()
    with pytest.raises(WrongCredential, match="AccessDenied"):
        client.call("product.product", "search", [], {"domain": []})


def test_rights_are_odoos(app):
    with pytest.raises(NotAllowed, match=r"stock\.move"):
        list(open_reader_of(app, login="intern").read(MOVES, None))
    with pytest.raises(NotAllowed, match=r"not allowed to create 'purchase\.order'"):
        open_client(app).call("purchase.order", "create", [{"partner_id": 1001}])
    assert open_client(app, "tandem-buyer").call("purchase.order", "create", [{"partner_id": 1001}])
    with pytest.raises(NotAllowed, match=r"not allowed to write 'product\.product'"):
        open_client(app, "tandem-buyer").call("product.product", "write", [[1], {"active": False}])


def test_unknown_field_and_model(app):
    with pytest.raises(SchemaDrift, match="Invalid field 'colour'"):
        open_client(app).call("product.product", "search_read", [], {"domain": [], "fields": ["colour"]})
    with pytest.raises(NotThere, match=r"helpdesk\.ticket"):
        open_client(app).call("helpdesk.ticket", "search", [], {"domain": []})


def test_a_server_that_is_not_there():
    with pytest.raises(Unreachable, match="cannot be reached"):
        open_live("http://127.0.0.1:9", timeout_seconds=0.2).check()


def test_live_read_hang_and_control(live, world):
    reader = open_live(live, timeout_seconds=0.4, page_size=2000)
    rows = [row for page in reader.read(MOVES, None) for row in page]
    assert len(rows) > len(world.movements)
    gone = {"do": "unlink", "model": "stock.move", "ids": [1]}
    assert httpx.post(f"{live}/_control/mutate", json=gone).json() == {"ids": [1]}
    assert ("1",) not in [key for page in reader.keys(MOVES) for key in page]
    hang = {"fault": "hang", "seconds": 0.6, "method": "search_read", "times": 5}
    assert httpx.post(f"{live}/_control/faults", json=hang).status_code == 200
    with pytest.raises(Unreachable, match=r"did not answer in time \(5 tries"):
        list(reader.read(MOVES, None))
    assert httpx.delete(f"{live}/_control/faults").json() == []
    reader.close()


def scripted(*replies):
    """A client whose server signs it in and then says `replies`, one a call."""
    said = iter([{"result": {"server_version_info": [16, 0]}}, {"result": 6}, *replies])
    wire = httpx.MockTransport(lambda _request: httpx.Response(200, json=next(said)))
    config = config_for("tandem-reader")
    return OdooClient(config, context_for("tandem-reader"), wire, sleep=lambda _seconds: None)


def refusal(name, message):
    return {"error": {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": message}}}


def test_a_clash_with_another_transaction_is_tried_again():
    clash = refusal("psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update")
    assert scripted(clash, clash, {"result": [1]}).call("res.currency", "search", [[]]) == [1]
    with pytest.raises(ServerFailed, match="met other transactions 5 times"):
        scripted(*[clash] * 5).call("res.currency", "search", [[]])


def test_a_secret_that_the_server_repeats_is_not_repeated():
    secret = USERS[0].secret
    with pytest.raises(BadReply, match=r"key \*\*\* is expired") as caught:
        scripted(refusal("odoo.exceptions.UserError", f"key {secret} is expired\nmore")).call(
            "res.users", "read", [[1]]
        )
    assert secret not in str(caught.value)


@pytest.mark.parametrize("reply", [[], "ok", {"jsonrpc": "2.0"}, {"error": "no"}, {"error": {"message": "x"}}])
def test_an_answer_that_is_not_odoos(reply):
    with pytest.raises(BadReply):
        scripted(reply).call("res.users", "read", [[1]])


def test_a_list_that_is_none():
    described = {"result": {name: {"type": "char"} for name in SYSTEM.stream("product_category").columns}}
    described["result"]["write_date"] = {"type": "datetime"}
    config, client = config_for("tandem-reader"), scripted(described, {"result": {"records": []}})
    with pytest.raises(BadReply, match="dict where a list"):
        list(OdooReader(config, context_for("tandem-reader"), client).read(SYSTEM.stream("product_category"), None))


def test_works_below_a_path(app, world):
    below = Starlette(routes=[Mount("/odoo", app)])
    config, context = config_for("tandem-reader", url="http://odoo.example/odoo"), context_for("tandem-reader")
    reader = open_reader(config, context, InProcess(below))
    reader.check()
    assert sum(len(page) for page in reader.read(SYSTEM.stream("stock_warehouse"), None)) == len(world.locations)
