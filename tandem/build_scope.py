"""Which rows a build makes anew: all, or those of products of which something changed (docs/decisions/0040)."""

import hashlib
from typing import Literal

from tandem.cycle import Cycle
from tandem.warehouse import PROJECT, open_warehouse

Scope = Literal["all", "changed"]
_TABLE = "create table if not exists changes.build (fingerprint varchar, scope varchar, is_finished boolean)"
_CHANGES = "select table_name from duckdb_tables() where schema_name = 'changes' and table_name <> 'build'"


def begin_build(cycle: Cycle, *, full_refresh: bool = False) -> Scope:
    """Notes that a build begins, and says what it must make. The caller holds the warehouse.

    Everything, unless the last build knew the same day, settings and models. What changed since the last finished build
    is forgotten only here: a build that was killed leaves it to the next one.
    """
    fingerprint = _fingerprint(cycle)
    with open_warehouse(cycle, read_only=False) as connection:
        connection.execute("create schema if not exists changes")
        connection.execute(_TABLE)
        last = connection.execute("select fingerprint, scope, is_finished from changes.build").fetchone()
        may_go_on = last is not None and last[0] == fingerprint and (last[1] == "changed" or last[2])
        scope: Scope = "changed" if may_go_on and not full_refresh and cycle.known_at is None else "all"
        if last and last[2]:
            for (table,) in connection.execute(_CHANGES).fetchall():
                connection.execute(f'delete from changes."{table}"')
        connection.execute("delete from changes.build")
        connection.execute("insert into changes.build values (?, ?, false)", [fingerprint, scope])
    return scope


def finish_build(cycle: Cycle) -> None:
    """Notes that the build that began has ended well."""
    with open_warehouse(cycle, read_only=False) as connection:
        connection.execute("update changes.build set is_finished = true")


def _fingerprint(cycle: Cycle) -> str:
    """What every row depends on: the day, the company's settings that dbt reads, a past moment, and the models."""
    company = cycle.company.company
    digest = hashlib.sha256(repr((cycle.as_of, company.base_currency, company.time_zone, cycle.known_at)).encode())
    for file in sorted((*PROJECT.glob("*.yml"), *PROJECT.glob("models/**/*.*"), *PROJECT.glob("macros/**/*.sql"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()
