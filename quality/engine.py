"""Great Expectations, kept warm: one offline context for the process, one validation definition per suite.

Importing it costs about eight seconds of processor time, so it is imported by the first check that has rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ROW = "_row"
"""The column with a row's position, by which unexpected rows are named."""

_LOCK = RLock()
_SITE = "tandem"


def validate(
    suite: str, expectations: Callable[[], Sequence[Any]], frame: pd.DataFrame, day: date, part: int = 1
) -> list[tuple[Any, list[int]]]:
    """Runs a suite over a frame.

    Args:
        suite: its name; made by the first run, reused by later ones.
        expectations: makes its expectations, called once per name.
        frame: has the columns that the expectations name, and `ROW`.
        day, part: name the run in the Data Docs; a later run of the same name takes its place, so that a process
            that lives for weeks does not grow.

    Returns:
        Each expectation that failed, as (its configuration, positions of the rows at fault).
    """
    with _LOCK:
        definition = _definition(suite, expectations)
        run = _run_id(day, part)
        found = definition.run(batch_parameters={"dataframe": frame}, result_format=_RESULT, run_id=run)
    for one in found.results:
        if one.exception_info.get("raised_exception"):
            raise RuntimeError(f"{suite}: Great Expectations failed: {one.exception_info['exception_message']}")
    return [(one.expectation_config, _rows(one.result)) for one in found.results if not one.success]


def build_data_docs(folder: Path) -> Path:
    """Writes what was validated in this process as static HTML below `folder`; gives its index page."""
    context = _context()
    config = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    with _LOCK:
        known = context.variables.data_docs_sites or {}
        (context.update_data_docs_site if _SITE in known else context.add_data_docs_site)(_SITE, config)
        context.build_data_docs(site_names=[_SITE])
    return folder / "index.html"


_RESULT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "partial_unexpected_count": 5,
    "return_unexpected_index_query": False,
}


@cache
def _context() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _run_id(day: date, part: int) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier

    return RunIdentifier(run_name=f"part {part}", run_time=datetime.combine(day, time(), UTC))


_definitions: dict[str, Any] = {}


def _definition(suite: str, expectations: Callable[[], Sequence[Any]]) -> Any:
    if suite not in _definitions:
        import great_expectations as gx

        context = _context()
        made = context.suites.add(gx.ExpectationSuite(name=suite, expectations=list(expectations())))
        batches = _source().add_dataframe_asset(suite).add_batch_definition_whole_dataframe("whole")
        definition = gx.ValidationDefinition(name=suite, data=batches, suite=made)
        _definitions[suite] = context.validation_definitions.add(definition)
    return _definitions[suite]


@cache
def _source() -> Any:
    return _context().data_sources.add_pandas("tandem")


def _rows(result: dict[str, Any]) -> list[int]:
    return [int(one[ROW]) for one in result.get("unexpected_index_list") or ()]
