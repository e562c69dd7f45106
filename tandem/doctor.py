"""What is missing before a company can run, each as a sentence with what to do."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.channel_settings import AppriseChannel, ChannelConfig
from tandem.cycle import Cycle, now
from tandem.errors import TandemError
from tandem.stores import open_store

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is in order, and what was found or is to be done."""

    ok: bool
    text: str


def examine(cycle: Cycle) -> list[Finding]:
    """Looks at Python, stores, sources, identity, policies, channels and approvers. Nothing is changed."""
    return [*_python(), *_stores(cycle), *_sources(cycle), *_rules(cycle), *_channels(cycle), *_people(cycle)]


def _python() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(fits, f"Python {version}" if fits else f"Python {version}: install one of 3.11 to 3.13.")


def _stores(cycle: Cycle) -> Iterator[Finding]:
    company = cycle.company
    for name, place in (("lake", company.url(company.stores.lake)), ("warehouse", str(company.stores.warehouse))):
        if "://" not in place:
            yield _writable(name, company.path(place))
    yield _tried("operations store", lambda: _migrate(cycle))


def _writable(name: str, place: Path) -> Finding:
    there = place
    while not there.exists():
        there = there.parent
    if os.access(there, os.W_OK):
        return Finding(True, f"{name}: {place}")
    return Finding(False, f"{name}: {there} may not be written. Change `stores.{name}` or the folder's rights.")


def _migrate(cycle: Cycle) -> str:
    open_store(cycle)
    return "is there and up to date"


def _sources(cycle: Cycle) -> Iterator[Finding]:
    if not cycle.company.enabled_sources:
        yield Finding(False, "No source is switched on. Add one under `sources`; a folder of CSV files is enough.")
    for name in cycle.company.enabled_sources:
        yield _tried(f"source {name}", partial(_answers, cycle, name))


def _answers(cycle: Cycle, name: str) -> str:
    from connectors.check import check_source

    check_source(cycle.company, name, cycle.secrets, now())
    return "answers"


def _links_ready(cycle: Cycle) -> str:
    from tandem.steps.notify import link_signer

    link_signer(cycle)
    return "have their secret; `tandem links` serves the pages"


def _has_secrets(cycle: Cycle, channel: ChannelConfig) -> str:
    """Looks up each secret that the channel names."""
    named = [getattr(channel, field, None) for field in ("token", "webhook", "secret")]
    for reference in [*named, *([channel.url] if isinstance(channel, AppriseChannel) else [])]:
        if reference:
            cycle.secrets(reference)
    return f"{channel.type}, has its secrets" if any(named) else channel.type


def _rules(cycle: Cycle) -> Iterator[Finding]:
    from operations.export import export_tables

    yield _tried("policies and aliases", lambda: _counted(export_tables(open_store(cycle), cycle.company)))
    if not cycle.company.identity.masters.get("product"):
        yield Finding(False, "identity.masters.product: name the source whose products are the company's own.")
    if not cycle.company.stock_of_record:
        yield Finding(False, 'stock_of_record: name the system that counts stock, for example {"*": erp}.')


def _counted(tables: Mapping[str, "pa.Table"]) -> str:
    rows = {name: table.num_rows for name, table in tables.items()}
    return f"{rows['policies']} policy values, {rows['aliases']} aliases"


def _channels(cycle: Cycle) -> Iterator[Finding]:
    enabled = {name: channel for name, channel in cycle.company.channels.items() if channel.enabled}
    if not enabled:
        yield Finding(False, "channels: nobody is told anything. Add one; `type: console` needs no account.")
    if cycle.company.links:
        yield _tried("approval links", lambda: _links_ready(cycle))
    for name, channel in enabled.items():
        yield _tried(f"channel {name}", partial(_has_secrets, cycle, channel))


def _people(cycle: Cycle) -> Iterator[Finding]:
    approvers = [approver.name for approver in cycle.company.approvers]
    yield Finding(bool(approvers), f"approvers: {', '.join(approvers)}" if approvers else
                  "approvers: nobody may approve. Add names, with a limit or without.")  # fmt: skip

    if cycle.company.approvals.rules:
        yield _tried("approval rules", lambda: _in_force(cycle))


def _in_force(cycle: Cycle) -> str:
    """Raises BadTable."""
    from operations.rule_file import read_draft
    from operations.rule_versions import versions

    draft, known = read_draft(cycle.company), versions(open_store(cycle))
    if not known:
        return f"{len(draft.rules)}, in force from the first cycle on"
    is_live = known[0]["version"] == draft.version
    return f"{len(draft.rules)}, in force" if is_live else "the file is a draft, not in force. `tandem rules preview`"


def _tried(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(True, f"{what}: {attempt()}")
    except TandemError as error:
        return Finding(False, f"{what}: {error}")
