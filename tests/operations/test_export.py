"""What people decided goes to the lake, typed; a wrong row of a file is refused by name."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from operations_made import APPROVERS, RULES, at, candidates, evaluation, requisition, shortage

from operations.errors import BadTable
from operations.export import export_tables
from operations.reconcile import reconcile
from operations.requisitions import approve
from operations.store import Store
from operations.streams import SYSTEM
from tandem.policy_settings import DEFAULT_POLICY
from tandem.settings import Company

OVERRIDES = "product_code,location_code,parameter,value\n"
ALIASES = "entity,source,source_id,code,pack_factor\n"


@pytest.fixture
def make_company(tmp_path: Path) -> Callable[..., Company]:
    """A company with two sources; files are written beside it."""

    def make(overrides: str | None = None, aliases: str | None = None, **sections: Any) -> Company:
        said: dict[str, Any] = {
            "version": 1,
            "company": {"name": "Tent & Co", "base_currency": "EUR"},
            "sources": {
                "shop": {"system": "tables", "folder": ".", "streams": {}, "freshness_hours": 6},
                "erp": {"system": "tables", "folder": ".", "streams": {}, "enabled": False},
            },
            "root": tmp_path,
            **sections,
        }
        if overrides is not None:
            (tmp_path / "overrides.csv").write_text(overrides, "utf-8")
            said["policies"] = {**said.get("policies", {}), "overrides": "overrides.csv"}
        if aliases is not None:
            (tmp_path / "aliases.csv").write_text(aliases, "utf-8")
            said["identity"] = {**said.get("identity", {}), "aliases": "aliases.csv"}
        return Company.model_validate(said)

    return make


def test_product_links_are_read_and_wrong_ones_named(store: Store, make_company: Callable[..., Company]) -> None:
    company = make_company(identity={"product_links": "links.csv"})
    file = company.path(Path("links.csv"))
    header = "kind,product_code,other_code,units_per,valid_from,reason\n"
    file.write_text(
        f"{header}successor,帐篷-1,帐篷-2,,2026-09-01,new model\nsubstitute,A,B,2.5,,\nlike,C,B,0.5,,\n", "utf-8"
    )
    first, second, third = _rows(store, company, "product_links")
    assert (third["kind"], third["units_per"]) == ("like", Decimal("0.5"))
    assert (first["other_code"], first["units_per"], str(first["valid_from"])) == ("帐篷-2", 1, "2026-09-01")
    assert (second["units_per"], second["valid_from"], second["decided_by"]) == (Decimal("2.5"), None, "file links.csv")
    wrong = ["twin,A,B,,,", "successor,A,a,,,", "successor,A,,,,", "substitute,A,B,0,,", "successor,A,B,,1.9.2026,"]
    file.write_text(header + "\n".join(wrong), "utf-8")
    with pytest.raises(BadTable) as refused:
        export_tables(store, company)
    said = str(refused.value).splitlines()
    assert [line.split("links.csv: ")[1][:5] for line in said] == [f"row {n}" for n in range(2, 7)]
    assert "write it as 2026-03-31" in said[4]


def _rows(store: Store, company: Company, stream: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = export_tables(store, company)[stream].to_pylist()
    return rows


def test_every_stream_is_there_and_typed_even_when_empty(store: Store, make_company: Callable[..., Company]) -> None:
    exported = export_tables(store, make_company())
    assert list(exported) == [stream.name for stream in SYSTEM.streams]
    for stream in SYSTEM.streams:
        assert exported[stream.name].column_names == list(stream.columns)
    types = {field.name: str(field.type) for field in exported["requisitions"].schema}
    assert types["quantity"] == "decimal128(18, 6)"
    assert types["decided_at"] == "timestamp[us]"
    assert types["required_on"] == "date32[day]"


def test_policies_in_long_form_with_their_scope(store: Store, make_company: Callable[..., Company]) -> None:
    company = make_company(
        OVERRIDES + "SKU-1,WH1,reorder_point,40\nSKU-1,WH1,service_level,0.99\n",
        policies={"default": {"review_days": 3}, "by_class": {"A": {"service_level": 0.98}}},
    )
    found = {
        (row["scope"], row["scope_value"], row["product_code"], row["location_code"], row["parameter"]): row["value"]
        for row in _rows(store, company, "policies")
    }
    assert found["default", "", "", "", "review_days"] == 3
    assert found["default", "", "", "", "service_level"] == Decimal("0.95")
    assert ("default", "", "", "", "reorder_point") not in found, "null: computed"
    assert found["class", "A", "", "", "service_level"] == Decimal("0.98")
    assert found["product_location", "", "SKU-1", "WH1", "reorder_point"] == 40
    assert len(found) == len(DEFAULT_POLICY.model_dump(exclude_none=True)) + 3
    assert {row["policy_version"] for row in _rows(store, company, "policies")} == {company.policy_version}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SKU-1,WH1,service_level,1.5", "service_level: Input should be less than 1"),
        ("SKU-1,WH1,speed,1", "parameter 'speed' is not one of"),
        ("SKU-1,WH1,reorder_point,many", "'many' is not a number"),
        ("SKU-1,WH1,reorder_point,inf", "too large"),
        ("SKU-1,,reorder_point,1", "location_code is empty"),
        ("SKU-1,WH1,review_days", "value is empty"),
        ("SKU-0,WH1,review_days,7", "row 3: the same as row 2"),
        ("SKU-0,WH1,review_days,8", "contradicts row 2"),
        ("SKU-1,WH1,review_days,7,8", "more values than columns"),
    ],
)
def test_a_wrong_override_names_file_row_and_reason(
    store: Store, make_company: Callable[..., Company], line: str, reason: str
) -> None:
    company = make_company(OVERRIDES + "SKU-0,WH1,review_days,7\n" + line + "\n")
    with pytest.raises(BadTable) as told:
        export_tables(store, company)
    assert "overrides.csv: row 3: " in str(told.value)
    assert reason in str(told.value)


def test_all_mistakes_are_said_at_once(store: Store, make_company: Callable[..., Company]) -> None:
    company = make_company(OVERRIDES + "A,B,speed,1\nA,B,review_days,-1\n")
    with pytest.raises(BadTable) as told:
        export_tables(store, company)
    assert str(told.value).count("overrides.csv: row ") == 2


def test_a_wrong_header_and_a_missing_file_are_said(
    store: Store, make_company: Callable[..., Company], tmp_path: Path
) -> None:
    with pytest.raises(BadTable, match="row 1: the header is 'product,value'"):
        export_tables(store, make_company("product,value\n"))
    company = make_company(OVERRIDES)
    (tmp_path / "overrides.csv").unlink()
    with pytest.raises(BadTable, match="cannot be read"):
        export_tables(store, company)


def test_aliases_with_a_byte_order_mark_and_chinese(store: Store, make_company: Callable[..., Company]) -> None:
    company = make_company(aliases="\ufeff" + ALIASES + "product,shop,爆款A,SKU-10086,\nproduct,erp,X,SKU-1,12\n")
    rows = _rows(store, company, "aliases")
    assert [(row["source_id"], row["code"], row["pack_factor"]) for row in rows] == [
        ("爆款A", "SKU-10086", 1),
        ("X", "SKU-1", 12),
    ]
    assert rows[0]["decided_by"] == "file aliases.csv"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("product,shop,A,SKU-1,1", "row 3: the same as row 2"),
        ("product,shop,A,SKU-2,1", "row 3: contradicts row 2"),
        ("product,mars,A,SKU-1,1", "source 'mars' is not one of erp, shop"),
        ("person,shop,A,SKU-1,1", "entity 'person' is not one of"),
        ("product,shop,B,SKU-1,0", "pack_factor must be above 0"),
        ("product,shop,,SKU-1,1", "source_id is empty"),
    ],
)
def test_a_wrong_alias_names_its_row(
    store: Store, make_company: Callable[..., Company], line: str, reason: str
) -> None:
    with pytest.raises(BadTable) as told:
        export_tables(store, make_company(aliases=ALIASES + "product,shop,A,SKU-1,1\n" + line + "\n"))
    assert reason in str(told.value)


def test_sources_masters_records_and_pilot(store: Store, make_company: Callable[..., Company]) -> None:
    company = make_company(
        identity={"masters": {"product": ["erp", "shop"]}},
        stock_of_record={"*": "erp", "WH2": "shop"},
        pilot={"categories": ["Tents"], "suppliers": ["S-1"]},
    )
    assert _rows(store, company, "sources")[1] == {
        "source": "erp",
        "system": "tables",
        "freshness_hours": Decimal(24),
        "is_enabled": False,
    }
    masters = [(row["source"], row["priority"]) for row in _rows(store, company, "masters")]
    assert masters == [("erp", 1), ("shop", 2)]
    assert {row["location_code"]: row["source"] for row in _rows(store, company, "stock_records")} == {
        "*": "erp",
        "WH2": "shop",
    }
    assert [(row["kind"], row["value"]) for row in _rows(store, company, "pilot")] == [
        ("category", "Tents"),
        ("supplier", "S-1"),
    ]


def test_decisions_go_back_to_the_lake(store: Store, make_company: Callable[..., Company]) -> None:
    reconcile(store, evaluation(), candidates(requisition(), shortage()), RULES, at(0))
    approve(store, "REQ-000001", "Ana", APPROVERS, None, at(1))
    row = _rows(store, make_company(), "requisitions")[0]
    assert (row["requisition_number"], row["state"], row["quantity"]) == ("REQ-000001", "approved", 60)
    assert row["decided_at"] == datetime(2026, 10, 31, 7, 1)
    alerts = _rows(store, make_company(), "alerts")
    assert [(alert["alert_key"], alert["episode"], alert["state"]) for alert in alerts] == [
        ("shortage|P1|L1", 1, "open")
    ]
