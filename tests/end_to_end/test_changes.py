"""A build of what changed gives what a build of everything gives (D26): a thousand late, repeated, deleted rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from changing_company import AS_OF, ChangingCompany

from tandem import steps
from tandem.build_scope import begin_build
from tandem.cycle import Cycle
from tandem.settings import load_company
from tandem.warehouse import warehouse_path

EVENTS, BUILDS = 1000, 4
TABLES = """
select table_schema || '.' || table_name from information_schema.tables
where table_type = 'BASE TABLE' and table_schema not in ('changes', 'raw_tandem', 'failures', 'main')
    and table_name not like 'int_changes__%' and table_name not in ('int_policies__sources', 'rpt_loads', 'rpt_health')
order by 1
"""
"""All but what tells of the builds themselves and of the loads they made."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> ChangingCompany:
    return ChangingCompany(tmp_path_factory.mktemp("changing"), seed=20261126)


@pytest.fixture(scope="module")
def changed(company: ChangingCompany) -> Iterator[dict[str, Any]]:
    """Every table after the last of several builds of what changed; the third one dies after the match step."""
    cycle = Cycle(load_company(company.file), AS_OF)
    steps.export(cycle)
    company.happen(EVENTS // BUILDS)
    steps.build(cycle)
    for number in range(1, BUILDS):
        company.happen(EVENTS // BUILDS)
        if number == 2:
            steps.match(cycle, begin_build(cycle))
            company.happen(10)
        steps.build(cycle)
    yield _content(warehouse_path(cycle))


def test_what_changed_equals_everything(company: ChangingCompany, changed: dict[str, Any]) -> None:
    cycle = Cycle(load_company(company.file), AS_OF)
    steps.build(cycle, full_refresh=True)
    whole = _content(warehouse_path(cycle))
    assert set(changed) == set(whole)
    different = {table: _difference(changed[table], whole[table]) for table in whole if changed[table] != whole[table]}
    assert not different
    assert min(company.happened.values()) > 10, company.happened


def test_only_changed_products_are_made_again(company: ChangingCompany, changed: dict[str, Any]) -> None:
    cycle = Cycle(load_company(company.file), AS_OF)
    steps.build(cycle)
    with duckdb.connect(warehouse_path(cycle), read_only=True) as connection:
        assert connection.execute("select count(*) from intermediate.int_changes__products").fetchone() == (0,)
        assert connection.execute("select scope from changes.build").fetchone() == ("changed",)


def _content(warehouse: Path) -> dict[str, Any]:
    with duckdb.connect(warehouse, read_only=True) as connection:
        tables = [row[0] for row in connection.execute(TABLES).fetchall()]
        return {table: connection.execute(f"select * from {table} order by all").fetchall() for table in tables}


def _difference(changed: list[Any], whole: list[Any]) -> dict[str, Any]:
    return {
        "only in the build of changes": [row for row in changed if row not in whole][:3],
        "only in the whole build": [row for row in whole if row not in changed][:3],
    }
