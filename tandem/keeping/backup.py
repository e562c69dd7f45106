"""`tandem backup`: the lake, what people decided and the company file, into one folder; nothing waits for it.

What is accepted in the lake never changes, so a list of it is a consistent copy. The sources' loads are listed before
the store is read: the store then knows every id and every person that a load in the backup names.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lake.errors import ReadFailed
from lake.files import Lake
from tandem.cycle import Cycle
from tandem.keeping.folder import (
    COMPANY,
    LAKE,
    MANIFEST,
    OPERATIONS,
    BackupFolder,
    BackupThere,
    Kept,
    Manifest,
    chunks_of,
)
from tandem.settings import Company
from tandem.stores import open_lake, open_store

COMPANY_FILE = f"{COMPANY}/tandem.yaml"
_PASSWORD = re.compile(r"(\w://[^\s:/@\"']*):[^\s/@\"']+@")


def back_up(cycle: Cycle, company_file: Path, target: str, moment: datetime) -> Manifest:
    """Writes a backup into `target`, an empty folder or a URL that fsspec knows. Gives its manifest.

    Warehouse and published tables are left out: the next run builds them. So are secrets: a password in a URL of the
    company file is taken out of the copy.

    Raises:
        BackupThere: `target` holds something.
        LakeError, OperationsError: something cannot be read or written; the backup is not finished.
    """
    folder = BackupFolder.at(target)
    _make_room(folder)
    lake, store = open_lake(cycle), open_store(cycle)
    loaded, records = _accepted(lake)
    files: dict[str, Kept] = {}

    def keep(name: str, chunks: Iterable[bytes]) -> None:
        files[name] = folder.keep(name, chunks)

    from operations.dump import dump
    from operations.people import note_backup

    revision = dump(store, lambda table, lines: keep(f"{OPERATIONS}/{table}.jsonl", (one.encode() for one in lines)))
    for name in [*loaded, *_plans(lake), *records]:
        keep(f"{LAKE}/{name}", chunks_of(lake, name))
    for name, text in _company(cycle.company, company_file):
        keep(name, [text])
    info = cycle.company.company
    made = Manifest(moment.isoformat(), info.name, _version(), revision, len(records), files)
    folder.write_text(MANIFEST, made.to_json())
    note_backup(store, folder.url, moment)
    return made


def aside(company: Company) -> dict[str, Path]:
    """The tables that people keep beside the company file: name in a backup -> path."""
    identity = company.identity
    named = {
        "aliases": identity.aliases,
        "overrides": company.policies.overrides,
        "product_links": identity.product_links,
        "forecast_overrides": company.forecasts.overrides,
        "approval_rules": company.approvals.rules,
    }
    paths = {name: company.path(path) for name, path in named.items() if path is not None}
    return {f"{COMPANY}/{name}{path.suffix}": path for name, path in paths.items()}


def _make_room(folder: BackupFolder) -> None:
    """Takes away what an earlier backup that did not finish left here. Raises BackupThere for anything else."""
    there = folder.all_names()
    if MANIFEST in there:
        raise BackupThere(f"{folder.url} holds a backup already, and none is ever overwritten. Name an empty folder.")
    if foreign := [name for name in there if name.split("/")[0] not in (LAKE, OPERATIONS, COMPANY)]:
        raise BackupThere(f"{folder.url} holds {foreign[0]}, which is no part of a backup. Name an empty folder.")
    folder.remove(there)


def _accepted(lake: Lake) -> tuple[list[str], list[str]]:
    from lake.records import accepted_names

    files, records = accepted_names(lake)
    return sorted(files), sorted(records)


def _plans(lake: Lake) -> list[str]:
    """Plans are listed after the store was read: it may name any of them."""
    from lake import plan_versions

    plans = plan_versions(lake)
    return [file for one in plans for file in one.tables.values()] + [one.name for one in plans]


def _company(company: Company, file: Path) -> Iterator[tuple[str, bytes]]:
    try:
        yield COMPANY_FILE, _PASSWORD.sub(r"\1@", file.read_text("utf-8")).encode()
        for name, path in aside(company).items():
            if path.exists():
                yield name, path.read_bytes()
    except OSError as error:
        raise ReadFailed(f"{error.filename} cannot be read ({error.strerror}). The backup is not finished.") from error


def _version() -> str:
    try:
        return version("tandem-sync")
    except PackageNotFoundError:
        return "unknown"
