"""`tandem restore`: a company from a backup, whole or not at all.

While the mark `lake.files.RESTORING` lies in the lake, no step opens it. It is written before the first change and
removed after the last, so a restore that is killed shows nobody half a company; the same command again finishes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from lake.files import RESTORING, Lake
from lake.plans import VERSIONS
from lake.records import FOLDER, FOLDINGS, acceptances, sources
from operations.dump import is_empty, refill
from operations.people import note_backup
from operations.store import Store
from tandem.cycle import Cycle
from tandem.keeping.backup import COMPANY_FILE, aside
from tandem.keeping.folder import LAKE, BackupFolder, CompanyThere, Manifest, RestoreBegun, chunks_of
from tandem.settings import Company, load_company
from tandem.stores import begun_restore
from tandem.warehouse import hold_warehouse, warehouse_path

_RECORDS = (f"{FOLDER}/", f"{FOLDINGS}/", f"{VERSIONS}/")
"""What makes other files of the lake visible: written last."""


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup's moment, accepted loads, rows of the store, files of the backup.

    `is_file_kept` says that the company file was there already and stayed as it was.
    """

    made_at: str
    loads: int
    rows: int
    files: int
    is_file_kept: bool


@dataclass(frozen=True)
class _Place:
    """Where a company's data go."""

    lake: Lake
    store: Store


def restore(company_file: Path, source: str, *, overwrite: bool = False) -> Restored:
    """Puts the company of a backup where `company_file` is and where it says that lake and store are.

    Args:
        company_file: used as it is when it is there already; `overwrite` replaces it by the backup's.
        source: the backup, a folder or a URL that fsspec knows.
        overwrite: replace a company that is there already.

    Raises:
        BackupUnfinished, BackupDamaged, BackupTooNew: nothing was changed.
        CompanyThere: there is a company, and `overwrite` was not said.
        RestoreBegun: half of another backup is here.
        LakeError, OperationsError: something cannot be written; the same command again goes on.
    """
    folder = BackupFolder.at(source)
    manifest = folder.manifest()
    folder.verify(manifest)
    is_used = company_file.exists() and not overwrite
    company = load_company(company_file) if is_used else _kept_company(folder, company_file)
    place = _Place(Lake(company.url(company.stores.lake)), Store(company.operations_url))
    mark = f"{folder.url} of {manifest.made_at}"
    _refuse_company(place, mark, overwrite)
    with hold_warehouse(Cycle(company, as_of=date.min)):
        place.lake.write_text(RESTORING, mark)
        rows = _put_back(folder, manifest, place)
        warehouse_path(Cycle(company, as_of=date.min)).unlink(missing_ok=True)
        _put_files(folder, manifest, company, overwrite)
        if not is_used:
            _write(company_file, folder.read_text(COMPANY_FILE).encode())
        place.lake.remove([RESTORING])
    note_backup(place.store, folder.url, datetime.fromisoformat(manifest.made_at))
    return Restored(manifest.made_at, manifest.loads, rows, len(manifest.files), is_used)


def _kept_company(folder: BackupFolder, file: Path) -> Company:
    """The backup's company file, read as if it stood at `file`."""
    beside = file.with_name(f".{file.name}.{uuid4().hex}")
    _write(beside, folder.read_text(COMPANY_FILE).encode())
    try:
        return load_company(beside)
    finally:
        beside.unlink()


def _refuse_company(place: "_Place", mark: str, overwrite: bool) -> None:
    if overwrite:
        return
    if begun := begun_restore(place.lake):
        if begun == mark:
            return
        raise RestoreBegun(
            f"{place.lake.url}: a restore of {begun} was begun here and not finished. Finish it, or say --overwrite."
        )
    loads = sum(len(acceptances(place.lake, source)) for source in sources(place.lake))
    if loads or not is_empty(place.store):
        raise CompanyThere(
            f"There is a company already: {loads} loads in {place.lake.url}, decisions in {place.store}. "
            "Nothing was changed. Move it away, or say --overwrite to lose it."
        )


def _put_back(folder: BackupFolder, manifest: Manifest, place: "_Place") -> int:
    """Data first, then the store, then the records that make data visible. Gives the rows of the store."""
    kept = manifest.below(LAKE)
    records = [name for name in kept if name.startswith(_RECORDS)]
    for name in (one for one in kept if one not in set(records)):
        _copy(folder, name, place.lake)
    rows = refill(place.store, manifest.revision, lambda table: _lines(folder, manifest, table))
    there = [name for part in _RECORDS for name in place.lake.names(part.rstrip("/"), deep=True)]
    place.lake.remove([name for name in there if name not in set(records)])
    for name in records:
        place.lake.write_text(name, folder.read_text(f"{LAKE}/{name}"))
    return rows


def _copy(folder: BackupFolder, name: str, lake: Lake) -> None:
    with lake.writing(name) as file:
        for chunk in chunks_of(folder, f"{LAKE}/{name}"):
            file.write(chunk)


def _lines(folder: BackupFolder, manifest: Manifest, table: str) -> Iterator[str]:
    if name := manifest.table(table):
        with folder.filesystem.open(folder.path(name), "rb") as file:
            yield from (line.decode() for line in file)


def _put_files(folder: BackupFolder, manifest: Manifest, company: Company, overwrite: bool) -> None:
    for name, path in aside(company).items():
        if name in manifest.files and (overwrite or not path.exists()):
            _write(path, folder.read_text(name).encode())


def _write(path: Path, content: bytes) -> None:
    """A small file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    part.write_bytes(content)
    part.replace(path)
