"""Backup and restore: everything or nothing, also when it is killed, and never a secret."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pydantic import SecretStr
from sqlalchemy import insert

from connectors.pseudonym import lookup_of, pseudonyms
from connectors.tables.streams import SYSTEM
from lake import Lake, acceptances, land, write_plan
from lake.files import Files
from lake.records import sources
from operations import tables
from operations.people import PersonKeys
from operations.store import Store
from tandem.cycle import Cycle
from tandem.keeping import back_up, compact, forget, restore
from tandem.keeping.folder import BackupDamaged, BackupFolder, BackupThere, BackupUnfinished, CompanyThere, RestoreBegun
from tandem.keeping.forget import Forgotten, forget_in
from tandem.settings import load_company
from tandem.stores import RestoreUnfinished, open_lake, open_store

NOW = datetime(2026, 10, 31, 6, tzinfo=UTC)
COMPANY = """version: 1
company: {name: 茶社, base_currency: EUR}
sources:
  shop: {system: tables, url: 'env:DSN', streams: {rates: {table: rates, columns: {currency: c}}}}
identity: {aliases: names.csv}
# Somebody pasted this from a chat: https://tea:s3cr3t-w0rd@shop.example/orders
"""


def cycle(root: Path) -> Cycle:
    return Cycle(load_company(root / "tandem.yaml"), as_of=date(2026, 10, 31))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company with two loads, a plan, a decision and a table beside its file."""
    folder = tmp_path / "company"
    folder.mkdir()
    text = COMPANY.replace("{rates: {table: rates, columns: {currency: c}}}", "{}")
    (folder / "tandem.yaml").write_text(text, "utf-8")
    (folder / "names.csv").write_text("entity,source,source_id,code,pack_factor\n", "utf-8")
    made = cycle(folder)
    for hour, name in enumerate(("绿茶", "红茶")):
        land(open_lake(made), SYSTEM, "shop", {"products": products(name)}, NOW + hour * timedelta(hours=1))
    levels = pa.table({"plan_version": ["v1"]})
    write_plan(open_lake(made), "v1", {"levels": levels}, {"as_of": date(2026, 10, 31), "known_at": NOW})
    decide(made, "REQ", 7)
    (folder / ".tandem" / "warehouse.duckdb").write_bytes(b"built from the lake")
    return folder


def products(name: str) -> pa.Table:
    stream = SYSTEM.stream("products")
    from lake.types import arrow_schema

    return pa.Table.from_pylist([{"product_id": "T", "name": name}], arrow_schema(stream))


def decide(made: Cycle, name: str, number: int) -> None:
    with open_store(made).begin() as session:
        session.execute(insert(tables.counter).values(name=name, last_value=number))


def state(root: Path) -> dict[str, Any]:
    """What a reader sees: files of the lake that count, their bytes, and what people decided."""
    made = cycle(root)
    lake = open_lake(made)
    records = {one.name: one for source in sources(lake) for one in acceptances(lake, source)}
    files = [name for one in records.values() for load in one.streams.values() for name in load.files]
    plans = lake.names("planning", deep=True)
    with open_store(made).read() as session:
        counters = [tuple(row) for row in session.execute(tables.counter.select())]
    return {"records": records, "counters": counters, "names": (root / "names.csv").read_text("utf-8")} | {
        name: Path(lake.path(name)).read_bytes() for name in files + plans
    }


def destroy(root: Path) -> None:
    shutil.rmtree(root)
    root.mkdir()


def test_what_was_destroyed_is_back(root: Path, tmp_path: Path) -> None:
    before = state(root)
    made = back_up(cycle(root), root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    assert (made.loads, made.company) == (2, "茶社")
    destroy(root)
    done = restore(root / "tandem.yaml", str(tmp_path / "kept"))
    assert state(root) == before
    assert (done.loads, done.rows, done.is_file_kept) == (2, 1, False)
    assert not (root / ".tandem" / "warehouse.duckdb").exists(), "tables are built anew"


def test_a_backup_lives_in_a_bucket_too(root: Path) -> None:
    before = state(root)
    back_up(cycle(root), root / "tandem.yaml", "memory://keeping-bucket/kept", NOW)
    destroy(root)
    restore(root / "tandem.yaml", "memory://keeping-bucket/kept")
    assert state(root) == before


def test_no_secret_is_in_a_backup(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSN", "postgresql://reader:hidden-in-the-environment@db/shop")
    back_up(cycle(root), root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    for file in (tmp_path / "kept").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"s3cr3t-w0rd" not in content, file
        assert b"hidden-in-the-environment" not in content, file
    assert "https://tea@shop.example" in (tmp_path / "kept" / "company" / "tandem.yaml").read_text("utf-8")


def test_orphans_of_a_killed_load_are_left_behind(root: Path, tmp_path: Path) -> None:
    with open_lake(cycle(root)).writing("raw_shop/products/orphan.0.parquet") as file:
        file.write(b"half")
    made = back_up(cycle(root), root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    assert not [name for name in made.files if "orphan" in name]


def test_a_target_that_holds_something_is_left_alone(root: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    back_up(cycle(root), root / "tandem.yaml", kept, NOW)
    with pytest.raises(BackupThere, match="holds a backup already"):
        back_up(cycle(root), root / "tandem.yaml", kept, NOW)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(BackupThere, match=r"cat\.jpg"):
        back_up(cycle(root), root / "tandem.yaml", str(tmp_path / "photos"), NOW)
    assert (tmp_path / "photos" / "cat.jpg").read_bytes() == b"cat"


def test_a_company_is_not_overwritten_unless_told(root: Path, tmp_path: Path) -> None:
    before, kept = state(root), str(tmp_path / "kept")
    back_up(cycle(root), root / "tandem.yaml", kept, NOW)
    land(open_lake(cycle(root)), SYSTEM, "shop", {"products": products("白茶")}, NOW + timedelta(hours=2))
    decide(cycle(root), "later", 1)
    later = state(root)
    with pytest.raises(CompanyThere, match="3 loads"):
        restore(root / "tandem.yaml", kept)
    assert state(root) == later
    restore(root / "tandem.yaml", kept, overwrite=True)
    assert state(root) == before


def test_decisions_alone_are_a_company_too(root: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    back_up(cycle(root), root / "tandem.yaml", kept, NOW)
    shutil.rmtree(root / ".tandem" / "lake")
    with pytest.raises(CompanyThere, match="0 loads"):
        restore(root / "tandem.yaml", kept)


@pytest.mark.parametrize(
    "part", ["lake/raw_shop", "lake/_accepted", "operations/counter", "company/tandem", "planning"]
)
@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_a_damaged_backup_is_refused_by_the_files_name(root: Path, tmp_path: Path, part: str, harm: str) -> None:
    made = back_up(cycle(root), root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    name = next(name for name in made.files if part in name)
    file = tmp_path / "kept" / name
    content = file.read_bytes()
    file.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    if harm == "gone":
        file.unlink()
    destroy(root)
    with pytest.raises(BackupDamaged, match=name.rsplit("/", maxsplit=1)[-1]):
        restore(root / "tandem.yaml", str(tmp_path / "kept"))
    assert list(root.iterdir()) == [], "nothing was touched"


def test_what_is_no_backup_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupUnfinished, match=r"no manifest\.json"):
        restore(root / "tandem.yaml", str(tmp_path), overwrite=True)
    (tmp_path / "manifest.json").write_text('{"format": 1, "files": ', "utf-8")
    with pytest.raises(BackupDamaged, match=r"manifest\.json is damaged"):
        restore(root / "tandem.yaml", str(tmp_path), overwrite=True)
    assert len(state(root)["records"]) == 2


def _dying_after(effects: int, work: Callable[..., Any], *given: Any, **said: Any) -> None:
    """Does `work`, but dies before its durable effect number `effects`."""
    left = [effects]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def effect(*given: Any, **said: Any) -> Any:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*given, **said)

        return effect

    for owner, name in ((Files, "writing"), (Files, "write_text"), (Files, "remove"), (Store, "refill")):
        setattr(owner, name, counted(getattr(owner, name)))
    restoring: Any = import_module("tandem.keeping.restore")  # the package's attribute of that name is the function
    restoring._write = counted(restoring._write)
    work(*given, **said)


def _killed(effects: int, work: Callable[..., Any], *given: Any, **said: Any) -> bool:
    process = multiprocessing.get_context("fork").Process(
        target=_dying_after, args=(effects, work, *given), kwargs=said
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def test_a_backup_killed_anywhere_is_no_backup_and_can_be_made_again(root: Path, tmp_path: Path) -> None:
    kept, effects = str(tmp_path / "kept"), 0
    destroyed = tmp_path / "elsewhere" / "tandem.yaml"
    while _killed(effects, back_up, cycle(root), root / "tandem.yaml", kept, NOW):
        with pytest.raises(BackupUnfinished):
            restore(destroyed, kept)
        effects += 1
    assert effects > 20
    BackupFolder(kept).verify(BackupFolder(kept).manifest())


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_restore_killed_anywhere_shows_nothing_half_and_can_be_finished(
    root: Path, tmp_path: Path, overwrite: bool
) -> None:
    before, kept = state(root), str(tmp_path / "kept")
    back_up(cycle(root), root / "tandem.yaml", kept, NOW)
    land(open_lake(cycle(root)), SYSTEM, "shop", {"products": products("白茶")}, NOW + timedelta(hours=2))
    decide(cycle(root), "later", 1)
    later, effects = state(root), 0
    if not overwrite:
        destroy(root)
    while _killed(effects, restore, root / "tandem.yaml", kept, overwrite=overwrite):
        if (root / "tandem.yaml").exists():
            _is_whole(root, (before, later))
        effects += 1
    assert effects > 10
    assert state(root) == before


def _is_whole(root: Path, wholes: tuple[Any, Any]) -> None:
    """A reader sees the company as it was or as it was kept, or is told that a restore is not finished."""
    try:
        assert state(root) in wholes
    except RestoreUnfinished as error:
        assert "Run `tandem restore` with it again" in str(error)


def test_half_of_another_restore_is_not_mixed_with(root: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        back_up(cycle(root), root / "tandem.yaml", str(tmp_path / name), NOW)
    destroy(root)
    assert _killed(5, restore, root / "tandem.yaml", str(tmp_path / "one"))
    with pytest.raises(RestoreBegun, match="one"):
        restore(root / "tandem.yaml", str(tmp_path / "two"))
    restore(root / "tandem.yaml", str(tmp_path / "one"))
    assert len(state(root)["records"]) == 2


def test_a_backup_while_loads_and_decisions_go_on_is_consistent(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new load comes with a decision that was committed before it: a backup may not have the load alone."""
    made, keep, number = cycle(root), BackupFolder.keep, [10]

    def busy(self: BackupFolder, name: str, chunks: Any) -> Any:
        number[0] += 1
        decide(made, f"load {number[0]}", number[0])
        moment = NOW + timedelta(hours=number[0])
        land(Lake(str(root / ".tandem" / "lake")), SYSTEM, "shop", {"products": products(f"{number[0]}")}, moment)
        return keep(self, name, chunks)

    before = state(root)
    monkeypatch.setattr(BackupFolder, "keep", busy)
    back_up(made, root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    monkeypatch.undo()
    destroy(root)
    restore(root / "tandem.yaml", str(tmp_path / "kept"))
    assert set(state(root)["records"]) == set(before["records"])
    assert ("REQ", 7) in state(root)["counters"]


ANN = "ann@example.com"
KEY = SecretStr("a key that is long enough")


def name_of_ann(made: Cycle) -> str | None:
    return pseudonyms(lambda _: KEY, lambda: PersonKeys(open_store(made), NOW))([ANN])[0]


def let_go(made: Cycle) -> Forgotten:
    return forget(replace(made, secrets=lambda _: KEY), ANN, "dpo", NOW)


def test_a_backup_made_before_does_not_bring_the_person_back(root: Path, tmp_path: Path) -> None:
    made, kept = cycle(root), tmp_path / "kept"
    name = name_of_ann(made)
    back_up(made, root / "tandem.yaml", str(kept), NOW)
    assert name is not None and name in _text(kept)
    done = let_go(made)
    assert (done.had_name, done.reached, done.unreached) == (True, [str(kept)], {})
    assert name not in _text(kept), "not even somebody with the backup and the key finds them"
    destroy(root)
    restore(root / "tandem.yaml", str(kept))
    assert name_of_ann(cycle(root)) is None


def test_a_copy_out_of_reach_does_not_either_while_the_company_lives(root: Path, tmp_path: Path) -> None:
    made, kept = cycle(root), tmp_path / "kept"
    name = name_of_ann(made)
    back_up(made, root / "tandem.yaml", str(kept), NOW)
    shutil.move(kept, tmp_path / "in the vault")
    assert let_go(made).unreached == {str(kept): "there is no backup there now."}
    assert str(name) in _text(tmp_path / "in the vault")
    restore(root / "tandem.yaml", str(tmp_path / "in the vault"), overwrite=True)
    assert name_of_ann(cycle(root)) is None


def test_a_backup_that_cannot_be_reached_is_said_and_tried_again(root: Path, tmp_path: Path) -> None:
    made, kept = cycle(root), tmp_path / "kept"
    name = name_of_ann(made)
    back_up(made, root / "tandem.yaml", str(kept), NOW)
    whole = (kept / "manifest.json").read_text("utf-8")
    (kept / "manifest.json").write_text("unplugged", "utf-8")
    assert "damaged" in let_go(made).unreached[str(kept)]
    (kept / "manifest.json").write_text(whole, "utf-8")
    again = let_go(made)
    assert (again.had_name, again.reached) == (False, [str(kept)])
    assert str(name) not in _text(kept)


def test_forgetting_in_a_backup_may_be_killed_anywhere(root: Path, tmp_path: Path) -> None:
    made, kept, effects = cycle(root), str(tmp_path / "kept"), 0
    name = name_of_ann(made)
    back_up(made, root / "tandem.yaml", kept, NOW)
    lookup = lookup_of(KEY, ANN)
    while _killed(effects, forget_in, BackupFolder(kept), lookup, NOW):
        BackupFolder(kept).verify(BackupFolder(kept).manifest())
        effects += 1
    assert effects > 2
    assert str(name) not in _text(Path(kept))


def _text(folder: Path) -> str:
    return "".join(file.read_text("utf-8", "replace") for file in folder.rglob("*") if file.is_file())


def test_a_folded_lake_is_kept_and_put_back(root: Path, tmp_path: Path) -> None:
    made = cycle(root)
    for day in (500, 502):
        compact(made, NOW + timedelta(days=day))
    land(open_lake(made), SYSTEM, "shop", {"products": products("白茶")}, NOW + timedelta(days=503))
    before = state(root)
    assert [name for name in before if ".folded-" in name]
    assert len(before["records"]) == 3
    back_up(made, root / "tandem.yaml", str(tmp_path / "kept"), NOW)
    destroy(root)
    restore(root / "tandem.yaml", str(tmp_path / "kept"))
    assert state(root) == before
    back_up(made, root / "tandem.yaml", str(tmp_path / "later"), NOW)
    land(open_lake(made), SYSTEM, "shop", {"products": products("乌龙")}, NOW + timedelta(days=504))
    compact(made, NOW + timedelta(days=1000))
    restore(root / "tandem.yaml", str(tmp_path / "later"), overwrite=True)
    assert state(root) == before


def test_a_relative_folder_is_the_users(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    back_up(cycle(root), root / "tandem.yaml", "kept", NOW)
    assert (tmp_path / "kept" / "manifest.json").exists()
    restore(tmp_path / "elsewhere" / "tandem.yaml", "kept")
