"""The semantic layer's measures are columns that exist, and its metrics mean what the reports show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dbt_build import Built

SQL = {"sum": "sum({})", "average": "avg({})"}


@pytest.fixture(scope="module")
def measures(built: Built) -> dict[str, Any]:
    """Each measure's value over the hand-made company, by name."""
    found = {}
    for model in built.manifest["semantic_models"].values():
        relation = model["node_relation"]["relation_name"].split(".", 1)[1]
        for measure in model["measures"]:
            value = SQL[measure["agg"]].format(measure["expr"] or measure["name"])
            (row,) = built.rows(f"select {value} as value from {relation}")
            found[measure["name"]] = row["value"]
        for part in (*model["dimensions"], *model["entities"]):
            built.rows(f"select {part['expr'] or part['name']} from {relation} limit 1")
    return found


def _value(metric: dict[str, Any], metrics: dict[str, Any], measures: dict[str, Any]) -> float:
    told = metric["type_params"]
    if metric["type"] == "simple":
        return float(measures[told["measure"]["name"]])
    if metric["type"] == "ratio":
        above, below = (_value(metrics[told[part]["name"]], metrics, measures) for part in ("numerator", "denominator"))
        return above / below
    names = {one["name"]: _value(metrics[one["name"]], metrics, measures) for one in told["metrics"]}
    expression = re.sub(r"nullif\((\w+), 0\)", r"\1", told["expr"])
    return float(eval(expression, {"__builtins__": {}}, names))


def test_metrics_are_what_the_reports_show(built: Built, measures: dict[str, Any]) -> None:
    metrics = {metric["name"]: metric for metric in built.manifest["metrics"].values()}
    company = (
        "select sum(net_sales_amount) as net_sales, sum(sold_qty) as sold_units, "
        "sum(returned_qty) / sum(sold_qty) as return_rate, "
        "sum(margin_amount) / sum(costed_sales_amount) as gross_margin_rate "
        "from reports.rpt_sales_rollup where rollup_level = 'company'"
    )
    (shown,) = built.rows(company)
    (stock,) = built.rows("select sum(on_hand_qty) as on_hand_units from marts.fct_inventory_position")
    (lines,) = built.rows(
        "select cast(sum(base_amount) as double) as purchase_value from marts.fct_purchase_order_lines"
    )
    for name, value in {**shown, **stock, **lines}.items():
        assert _value(metrics[name], metrics, measures) == pytest.approx(float(value)), name


def test_every_metric_is_described(built: Built) -> None:
    assert len(built.manifest["metrics"]) > 10
    assert [name for name, one in built.manifest["metrics"].items() if not one["description"]] == []
