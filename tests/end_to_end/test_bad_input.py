"""Bad input (section 9): what each kind does to a whole company. One source fails with a sentence, or one row is held;
nothing is lost and the others go on.

Kind by kind, where the source's own room tests it as well:
    wrong company file       tandem/test_company_file.py::test_a_wrong_value_is_refused_with_file_key_and_reason
    unreachable source       shopify/test_shopify_faults.py::test_a_closed_port_is_unreachable,
                             odoo/test_odoo_faults.py::test_a_server_that_is_not_there
    wrong credential, 401    shopify/...::test_a_wrong_token_is_not_repeated_in_the_message,
                             odoo/...::test_wrong_secret_and_wrong_database
    401, 404, 429, 500       shopify/...::test_fault_has_a_name_and_a_sentence, odoo/...::test_http_refusals
    timeout                  shopify/...::test_a_reply_that_does_not_come_is_unreachable,
                             odoo/...::test_live_read_hang_and_control
    half a JSON page         shopify/...::test_fault_has_a_name_and_a_sentence, odoo/...::test_half_a_page
    an empty page            shopify/...::test_an_empty_page_that_promises_more_is_refused,
                             odoo/...::test_an_empty_page_before_the_end_is_no_end
    a retyped column         shopify/...::test_fault_has_a_name_and_a_sentence, odoo/...::test_a_retyped_value,
                             connectors/test_sync.py::test_drift_refuses_the_batch_and_the_cursor_stays
    a null key, a duplicate  shopify/...::test_a_null_key_and_a_repeated_row_are_handed_on,
                             connectors/test_sync.py::test_a_bad_row_is_held_and_the_rest_goes_on
    a negative quantity,     connectors/test_sync.py::test_a_bad_row_is_held_and_the_rest_goes_on,
    a date in the future     connectors/test_sync.py::test_a_date_in_the_future_does_not_move_the_cursor_past_now
    a strange SKU            lake/test_lake.py::test_codes_come_back_as_they_were; here test_decisions.py
    a BOM of itself          here test_decisions.py::test_a_product_made_of_itself_is_held_by_name...
    a full disk              lake/test_lake.py and connectors/test_sync.py::test_a_full_disk_is_said_...
"""

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner
from whole_company import Whole

from connectors.http import HttpSeam
from lake import Lake, acceptances
from lake.quarantine import open_rows
from sandbox.serve import RunningSandbox
from tandem import steps
from tandem.cli import app
from tandem.errors import TandemError

STOCK_HEADER = "code,site,qty,reserved,damaged,counted_at\n"
WHEN = "2026-10-31T22:00:00Z"


def _shop(kind: str, times: int = 1, **more: Any) -> Callable[[Whole], None]:
    fault = {"kind": kind, "times": times, **more}
    return lambda whole: whole.order_control("shopify/_control/faults", [fault])


def _erp(kind: str, times: int = 1, **more: Any) -> Callable[[Whole], None]:
    fault = {"fault": kind, "times": times, **more}
    return lambda whole: whole.order_control("odoo/_control/faults", fault)


def _file(before: str, after: str) -> Callable[[Whole], None]:
    return lambda whole: whole.change_file(before, after.replace("URL", whole.sandbox.url))


def _unreachable(whole: Whole) -> None:
    whole.change_file(f"{whole.sandbox.url}/shopify", "http://127.0.0.1:9/shopify")


def _timeout(whole: Whole) -> None:
    whole.change_file("    system: shopify\n", "    system: shopify\n    timeout_seconds: 0.2\n")
    _shop("hang", times=5, seconds=0.6)(whole)


FAILURES: list[tuple[str, str, Callable[[Whole], None], str]] = [
    ("unreachable", "shop", _unreachable, "cannot be reached .*Check `url` and the network"),
    ("wrong_credential", "shop", _file("env:TANDEM_SHOP_TOKEN", "env:WRONG_TOKEN"), "Check the secret"),
    ("wrong_erp_secret", "erp", _file("env:TANDEM_ERP_SECRET", "env:WRONG_TOKEN"), "secret"),
    ("no_secret", "shop", _file("env:TANDEM_SHOP_TOKEN", "env:NOT_SET"), "Set the environment variable NOT_SET"),
    ("401", "shop", _shop("status", status=401), "Check the secret"),
    ("404", "shop", _shop("status", status=404), "Check `url`"),
    ("429", "shop", _shop("status", 5, status=429), "429 5 times.*same cursor"),
    ("500", "shop", _shop("status", 5, status=500), "500 5 times.*same cursor"),
    ("500_erp", "erp", _erp("status", 5, status=500), "500 5 times.*same cursor"),
    ("timeout", "shop", _timeout, "did not answer in time.*same cursor"),
    ("half_page", "shop", _shop("half_page"), "not whole JSON.*Nothing of it was taken over"),
    ("half_page_erp", "erp", _erp("half", method="search_read"), "not whole JSON.*Nothing of it was taken over"),
    ("empty_page", "shop", _shop("empty_page", root="locations"), "0 rows came, 3 the last time.*shrink_limit"),
    ("retyped", "shop", _shop("retype_field", root="locations", field_name="name", value=["x"]), "should be text"),
    ("missing_column", "erp", _erp("missing_field", method="fields_get", column="write_date"), "write_date"),
]


@pytest.fixture(scope="module")
def steady(first: Whole, own_sandbox: Callable[[], RunningSandbox], tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A company on servers that may be broken."""
    return first.copy(tmp_path_factory.mktemp("steady") / "company", own_sandbox())


@pytest.fixture
def company(steady: Whole, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The steady company; the file and the faults are as before when the test is over, and nobody waits."""
    said = steady.file.read_text("utf-8")
    monkeypatch.setattr(HttpSeam, "wait", lambda *_: None)
    monkeypatch.setenv("WRONG_TOKEN", "planted-wrong-secret")
    yield steady
    steady.file.write_text(said, "utf-8")
    for system in ("shopify", "odoo"):
        httpx.delete(f"{steady.sandbox.url}/{system}/_control/faults", trust_env=False)


def _loads(whole: Whole, source: str) -> list[str]:
    return [one.load_id for one in acceptances(Lake(str(whole.data / "lake")), source)]


def _sync_all(whole: Whole, sources: list[str]) -> dict[str, str]:
    """Source -> the sentence with which it failed, as a cycle collects them."""
    failed, cycle = {}, whole.cycle()
    for source in sources:
        try:
            steps.sync(cycle, source)
        except TandemError as error:
            failed[source] = str(error)
    return failed


@pytest.mark.parametrize(
    ("source", "spoil", "said"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES]
)
def test_a_source_that_fails_says_what_to_do_and_stops_only_itself(
    company: Whole, source: str, spoil: Callable[[Whole], None], said: str
) -> None:
    before = {name: _loads(company, name) for name in ("shop", "erp", "suppliers", "wms")}
    files = company.lake_files()
    spoil(company)
    failed = _sync_all(company, [source, "wms"])
    assert list(failed) == [source]
    assert re.search(said, failed[source], re.DOTALL), failed[source]
    assert "planted-wrong-secret" not in failed[source]
    assert _loads(company, source) == before[source], "nothing of it was accepted, the cursor stays"
    assert len(_loads(company, "wms")) == len(before["wms"]) + 1, "the others go on"
    assert company.lake_files() == files


def test_a_source_that_failed_goes_on_where_it_was(company: Whole) -> None:
    _shop("half_page")(company)
    assert list(_sync_all(company, ["shop"])) == ["shop"]
    streams = company.sync("shop")["shop"]
    assert sum(counts["rows"] + counts["deleted"] for counts in streams.values()) == 0, "nothing was lost meanwhile"


ROWS: list[tuple[str, str, int, str]] = [
    ("null_key", ",SHA,5,0,0," + WHEN, 1, "null|missing|empty"),
    ("negative_quantity", "SKU-10004,SHA,5,-3,0," + WHEN, 1, "negative|less than|below"),
    ("no_number", "SKU-10004,SHA,many,0,0," + WHEN, 1, "many|number|decimal"),
    ("two_differing_rows", f"SKU-10004,SHA,5,0,0,{WHEN}\nSKU-10004,SHA,6,0,0,{WHEN}", 2, "SKU-10004|twice|several"),
]


@pytest.mark.parametrize(("row", "held", "said"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS])
def test_a_bad_row_is_held_with_its_reason_and_the_rest_lands(
    company: Whole, tmp_path: Path, row: str, held: int, said: str
) -> None:
    good = [f"SKU-1{number:04d},SHA,5,0,0,{WHEN}" for number in range(10, 40)]
    _wms(company, tmp_path, [*good, row, *good[:1]])
    counts = company.sync("wms")["wms"]["inventory_levels"]
    assert (counts["total_rows"], counts["quarantined"]) == (len(good), held), "the repeated good row counts once"
    found = open_rows(Lake(str(company.data / "lake")), "wms")
    assert len(found) == held
    assert all(re.search(said, one.reason) or re.search(said, str(one)) for one in found), found
    _wms(company, tmp_path, good)
    company.sync("wms")
    assert not open_rows(Lake(str(company.data / "lake")), "wms"), "mended at the source, let go here"


def _wms(whole: Whole, folder: Path, rows: list[str]) -> None:
    (folder / "stock.csv").write_text(STOCK_HEADER + "\n".join(rows) + "\n", "utf-8")
    said = whole.file.read_text("utf-8")
    there = str(whole.sandbox.folder / "wms")
    whole.file.write_text(said.replace(there, str(folder)), "utf-8")


@pytest.mark.parametrize("kind", ["null_field", "duplicate"])
def test_a_null_key_or_a_repeated_row_of_the_shop_does_not_stop_it(company: Whole, kind: str) -> None:
    _shop(kind, root="inventoryItems" if kind == "duplicate" else "productVariants")(company)
    assert _sync_all(company, ["shop"]) == {}


def test_a_full_disk_is_said_and_the_source_stays_as_it_was(company: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _loads(company, "wms")
    real = Path.replace

    def full(self: Path, target: Any) -> Any:
        if "_accepted" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    failed = _sync_all(company, ["wms"])
    assert "No space left" in failed["wms"] and "make room" in failed["wms"].lower()
    assert _loads(company, "wms") == before
    monkeypatch.undo()
    assert _sync_all(company, ["wms"]) == {}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("base_currency: EUR", "base_currency: euro", "company.base_currency"),
        ("system: shopify", "system: shopfy", "sources.shop"),
        ("service_level: 0.95", "service_level: 95", "policies.default.service_level"),
        ("product: [erp]", "product: [sap]", "sap"),
        ("version: 1", "version: [", "not valid YAML"),
    ],
)
def test_a_wrong_company_file_is_refused_with_key_and_reason(
    company: Whole, before: str, after: str, said: str
) -> None:
    company.change_file(before, after)
    shown = CliRunner().invoke(app, ["status", "--company", str(company.file)])
    assert shown.exit_code == 2
    assert said in shown.output
    assert str(company.file) in shown.output
