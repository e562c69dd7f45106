"""Rules of the house that the manifest can prove: layers, names, contracts, descriptions, tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from dbt_build import PROJECT

if TYPE_CHECKING:
    from dbt_build import Built

CONTRACTED = ("marts", "reports", "planning_inputs", "candidates")
ORDER = ("staging", "intermediate", "marts", "planning_inputs", "plan", "reports", "candidates")
"""`plan` is the folder of marts that come back from planning, so they lie behind what planning reads."""
NAMES = {
    "staging": r"stg_{folder}__[a-z_]+",
    "intermediate": r"(int_{folder}__[a-z_]+|xref_[a-z]+)",
    "marts": r"(dim|fct|bridge)_[a-z_]+",
    "planning_inputs": r"plan_[a-z_]+",
    "reports": r"rpt_[a-z_]+",
    "candidates": r"cnd_[a-z_]+",
}
ENGINE_WORDS = (
    r"\b(qualify|group by all|order by all|distinct on|read_parquet|list_aggr|strftime|epoch|arg_max|arg_min)\b"
)

FUNCTIONS = (
    "abs|avg|cast|ceil|coalesce|count|decimal|dense_rank|extract|floor|greatest|lag|lead|least|length|lower|max|min|nullif|"
    "rank|replace|round|row_number|sqrt|stddev_samp|substr|sum|trim|upper"
)
"""What means the same to DuckDB and Spark (`make spark` compares); anything else is a macro in `macros/cross_db`."""
JINJA = {"config", "join", "range", "ref", "return", "source", "var"}


@pytest.fixture(scope="module")
def models(built: Built) -> dict[str, dict[str, Any]]:
    nodes = built.manifest["nodes"]
    return {key: node for key, node in nodes.items() if node["resource_type"] == "model"}


def layer(node: dict[str, Any]) -> str:
    return str(node["fqn"][1])


def place(node: dict[str, Any]) -> int:
    return ORDER.index("plan" if node["fqn"][1:3] == ["marts", "plan"] else layer(node))


def test_every_model_and_column_is_described(models: dict[str, dict[str, Any]], built: Built) -> None:
    silent = [node["name"] for node in models.values() if not node["description"].startswith("One row per ")]
    silent += [
        f"{node['name']}.{column['name']}"
        for node in models.values()
        for column in node["columns"].values()
        if not column["description"].strip()
    ]
    assert silent == []


def test_the_yaml_names_every_column_there_is(models: dict[str, dict[str, Any]], built: Built) -> None:
    found: dict[str, set[str]] = {}
    for row in built.rows(
        "select table_schema || '.' || table_name as name, column_name from information_schema.columns"
    ):
        found.setdefault(row["name"], set()).add(row["column_name"])
    differing = {
        node["name"]: found[f"{node['schema']}.{node['name']}"] ^ set(node["columns"]) for node in models.values()
    }
    assert {name: columns for name, columns in differing.items() if columns} == {}


def test_what_leaves_has_a_contract(models: dict[str, dict[str, Any]]) -> None:
    loose = [n["name"] for n in models.values() if layer(n) in CONTRACTED and not n["config"]["contract"]["enforced"]]
    assert loose == []


def test_every_model_is_tested_for_its_grain(models: dict[str, dict[str, Any]], built: Built) -> None:
    tested = {
        node["attached_node"]
        for node in built.manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "one_row_per"
    }
    assert set(models) - tested == set()


def test_the_arrow_points_one_way(models: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for node in models.values():
        for parent in node["depends_on"]["nodes"]:
            if parent.startswith("source."):
                wrong += [(node["name"], parent)] if layer(node) != "staging" else []
            elif place(models[parent]) > place(node):
                wrong.append((node["name"], parent))
    assert wrong == []


def test_names_say_layer_and_origin(models: dict[str, dict[str, Any]]) -> None:
    wrong = [
        node["name"]
        for node in models.values()
        if not re.fullmatch(NAMES[layer(node)].format(folder=node["fqn"][-2]), node["name"])
    ]
    assert wrong == []


def test_models_are_short_and_portable(models: dict[str, dict[str, Any]]) -> None:
    long = {
        node["name"]: node["raw_code"].count("\n") for node in models.values() if node["raw_code"].count("\n") > 100
    }
    assert long == {}
    engine = {n["name"]: m.group() for n in models.values() if (m := re.search(ENGINE_WORDS, n["raw_code"], re.I))}
    assert engine == {}


def test_functions_are_those_of_every_engine(models: dict[str, dict[str, Any]], built: Built) -> None:
    known = {*FUNCTIONS.split("|")} | JINJA | {macro["name"] for macro in built.manifest["macros"].values()}
    strange: dict[str, set[str]] = {}
    for node in models.values():
        code = re.sub(r"--.*|\{#.*?#\}", "", node["raw_code"])
        called = set(re.findall(r"(?<![\w.])([a-z_0-9]+)\(", code))
        strange[node["name"]] = (called - known) | set(re.findall(r"::|\bilike\b|\bexclude\b", code))
    assert {name: words for name, words in strange.items() if words} == {}


def test_build_does_not_wait_for_the_plan(models: dict[str, dict[str, Any]]) -> None:
    early = [
        (node["name"], parent)
        for node in models.values()
        if "build" in node["tags"]
        for parent in node["depends_on"]["nodes"]
        if parent in models and "build" not in models[parent]["tags"]
    ]
    assert early == []
    assert [node["name"] for node in models.values() if not {"build", "evaluate"} & set(node["tags"])] == []


def test_unit_tests_are_named_after_their_model(built: Built) -> None:
    for test in built.manifest["unit_tests"].values():
        assert test["name"].startswith(f"{test['model']}__"), test["name"]


def test_singular_tests_say_when_they_fail() -> None:
    for file in PROJECT.glob("tests/assert_*.sql"):
        assert file.read_text("utf-8").startswith("-- Fails if "), file.name


def test_exposures_have_owners(built: Built) -> None:
    exposures = built.manifest["exposures"].values()
    assert {exposure["name"] for exposure in exposures} == {"slack_purchasing", "slack_sales", "planning", "bi_tool"}
    assert all(exposure["owner"]["email"] and exposure["description"] for exposure in exposures)


def test_every_source_is_described_and_has_a_freshness(built: Built) -> None:
    for source in built.manifest["sources"].values():
        assert source["description"], source["name"]
        if source["source_name"] != "raw_planning":
            assert source["freshness"]["error_after"]["count"], source["name"]


def test_macros_say_how_to_use_them() -> None:
    for file in PROJECT.glob("macros/cross_db/*.sql"):
        assert "Usage:" in file.read_text("utf-8").splitlines()[0], file.name
