"""One cycle makes requisitions and alerts; another adds nothing, even when two of them run at once."""

from datetime import timedelta
from typing import Any

import duckdb
import pytest
from sqlalchemy import delete
from whole_company import Whole, ended, start

from operations.tables import metadata
from tandem import steps
from tandem.cycle import now

CHANGES_WITH_EVERY_LOAD = {
    "rpt_loads", "rpt_health", "fct_inventory_position", "fct_watched_items", "fct_requisitions", "fct_alerts",
    "rpt_approvals", "rpt_approval_waits", "rpt_shortage_causes",
}  # fmt: skip
"""They say how fresh the data are, so a load that brought nothing changes them."""


def test_a_first_cycle_makes_requisitions_alerts_and_one_digest_a_channel(first: Whole) -> None:
    decided = first.decided()
    states = {state for _, state in decided["requisitions"].values()}
    kinds = {key.split("|")[0] for key, _ in decided["alerts"]}
    assert states <= {"pending", "held"} and "pending" in states
    assert {"shortage", "oversell", "excess", "late_receipt"} <= kinds
    assert sorted(key.split("|")[1] for key in decided["outbox"]) == ["digest"] * 3, "history does not flood the chat"
    assert {row["state"] for row in first.table("outbox")} == {"sent"}
    assert max(first.seen_in_chat().values()) == 1


def test_every_planted_story_is_found(first: Whole) -> None:
    for story, table in (
        ("below_reorder_point", "cnd_requisition"),
        ("oversold", "cnd_oversell"),
        ("overstocked_slow", "cnd_excess"),
        ("overdue_receipt", "cnd_late_receipt"),
    ):
        found = first.rows(f"select product_code from candidates.{table}")
        assert first.story(story)["sku"] in {row["product_code"] for row in found}, story


def test_three_names_are_one_product(first: Whole) -> None:
    named = first.story("three_names")
    assert named["detail"] == "SKU-10086 = HOT-A = WH-7781 = 爆款A"
    found = first.rows(
        "select distinct source, conformed_id from intermediate.xref_product x where conformed_id in "
        "(select product_id from marts.dim_product where product_code = 'SKU-10086')"
    )
    assert {row["source"] for row in found} >= {"erp", "shop", "wms"}
    (product_id,) = {row["conformed_id"] for row in found}
    sources = first.rows(
        "select distinct source from marts.fct_sales_order_lines where product_id = ? order by 1", product_id
    )
    assert "shop" in {row["source"] for row in sources}
    assert first.one(
        "select sum(on_hand_qty) from marts.fct_inventory_position p join marts.dim_location l using (location_id) "
        "where product_id = ? and location_code = 'SHA'",
        product_id,
    ) == first.one("select sum(on_hand_qty) from staging.stg_tables__inventory_levels where product_id = 'WH-7781'")


def test_a_requisition_can_be_worked_out_by_hand(first: Whole) -> None:
    from operations.requisitions import get

    code = first.story("below_reorder_point")["sku"]
    number = next(
        row["requisition_number"]
        for row in first.table("requisition_line")
        if row["product_id"] == first.one("select product_id from marts.dim_product where product_code = ?", code)
    )
    said = {name: _number(value) for name, value in get(first.store, number)["arithmetic"].items()}
    position = (
        said["on_hand_qty"] - said["reserved_qty"] - said["backorder_qty"]
        + said["in_transit_qty"] + said["approved_requisition_qty"]
    )  # fmt: skip
    assert said["inventory_position"] == pytest.approx(position)
    assert said["horizon_days"] == pytest.approx(said["lead_time_days"] + said["review_days"])
    assert said["horizon_demand"] == pytest.approx(said["mean_daily_demand"] * said["horizon_days"], rel=1e-6)
    assert said["reorder_point"] == pytest.approx(said["horizon_demand"] + said["safety_stock"], rel=1e-6)
    assert said["order_up_to"] == pytest.approx(
        said["reorder_point"] + said["mean_daily_demand"] * said["review_days"], rel=1e-6
    )
    assert said["inventory_position"] <= said["reorder_point"]
    if said["z_value"] is not None:
        assert said["safety_stock"] == pytest.approx(said["z_value"] * said["horizon_std"], rel=1e-3)
    by_level = said["order_up_to"] - position
    assert said["net_requirement"] == pytest.approx(max(by_level, said["dated_qty"]), abs=1e-4)
    assert said["quantity"] >= max(said["net_requirement"] - 1e-4, said["min_order_qty"])
    assert said["quantity"] % said["order_multiple"] == pytest.approx(0)


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def test_two_cycles_at_once_and_readers_of_the_published_copy(
    first: Whole, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """R1, D10, D11: one waits, none fails, neither adds anything, and who reads goes on reading."""
    whole = first.copy(tmp_path_factory.mktemp("twice") / "company")
    steps.publish(whole.cycle())  # a copied folder has its files elsewhere
    before, files, published = whole.decided(), whole.lake_files(), whole.published()
    with duckdb.connect(whole.data / "published" / "tandem.duckdb", read_only=True) as reader:
        count = "select count(*), sum(ordered_qty) from marts.fct_sales_order_lines"
        read = reader.execute(count).fetchall()
        both = [start(whole.run) for _ in range(2)]
        assert [ended(process) for process in both] == [0, 0]
        assert reader.execute(count).fetchall() == read, "the old copy is still whole"
    assert whole.decided() == before
    assert files <= whole.lake_files()
    added = {file.rpartition("/")[0] for file in whole.lake_files() - files}
    assert added <= {"raw_operations/requisitions", "raw_operations/alerts"}, "only what the first cycle decided"
    rewritten = {name for name, file in whole.published().items() if published[name] != file}
    assert rewritten <= CHANGES_WITH_EVERY_LOAD
    with duckdb.connect(whole.data / "published" / "tandem.duckdb", read_only=True) as reader:
        assert reader.execute(count).fetchall() == read


def test_old_data_make_no_requisition_and_close_nothing(first: Whole, tmp_path_factory: pytest.TempPathFactory) -> None:
    """R26: three days without a load."""
    from operations.reconcile import reconcile
    from operations.rules import Rules

    whole = first.copy(tmp_path_factory.mktemp("stale") / "company")
    later = now() + timedelta(days=3)
    cycle = whole.cycle(known_at=later)
    before = whole.decided()
    outcome = whole.decide(cycle)
    assert not outcome.closed and not [row for row in outcome.requisitions if row not in before["requisitions"]]
    after = whole.decided()
    stale = {key for key, _ in after["alerts"] if key.startswith("stale_source|")}
    assert {key.rpartition("|")[2] for key in stale} == {"shop", "erp", "wms"}, "suppliers may be a week old"
    closed = [key for key, state in after["alerts"].items() if state == "closed"]
    assert not closed
    assert all(row["is_stale"] and row["stale_sources"] for row in whole.rows("select * from candidates.cnd_shortage"))

    with whole.store.begin() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(delete(table))
    evaluation, candidates = _found(cycle)
    reconcile(whole.store, evaluation, candidates, Rules.of(cycle.company), later)
    made = whole.table("requisition")
    assert made and {row["state"] for row in made} == {"held"}, "a person may see the need, nobody can approve it"
    assert all("stale" in row["hold_reason"] or "old" in row["hold_reason"] for row in made)


def _found(cycle: Any) -> Any:
    from tandem.steps.evaluate import find_candidates

    return find_candidates(cycle)
