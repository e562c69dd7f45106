"""`tandem forget`, from the address in a file to the row that comes without a name: real syncs, no server."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from connectors.registry import systems
from lake import create_raw_views
from tandem import steps
from tandem.cli import app
from tandem.cycle import Cycle, now
from tandem.settings import load_company
from tandem.stores import open_lake

KEY = "a key that nobody can guess"
COMPANY = """version: 1
company: {name: Tea, base_currency: EUR}
sources:
  shop: &books
    system: tables
    folder: shop
    streams: {customers: {table: c.csv, columns: {customer_id: id, person: mail, updated_at: changed}}}
  erp: {<<: *books, folder: erp}
"""
SHOP = "id,mail,changed\n1,Ann@Example.com,2026-01-01\n2,bob@example.com,2026-01-01\n"
ERP = "id,mail,changed\n77,ann@example.com ,2026-01-01\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANDEM_PSEUDONYM_KEY", KEY)
    (tmp_path / "tandem.yaml").write_text(COMPANY, "utf-8")
    for name, text in (("shop", SHOP), ("erp", ERP)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "c.csv").write_text(text, "utf-8")
    return tmp_path


def sync(root: Path) -> dict[str, Any]:
    """Syncs both sources; gives customer -> name in the newest version of its row."""
    cycle = Cycle(load_company(root / "tandem.yaml"), as_of=date(2026, 1, 2))
    for source in ("shop", "erp"):
        steps.sync(cycle, source)
    with duckdb.connect() as connection:
        create_raw_views(connection, open_lake(cycle), systems(), now())
        newest = "select _source, customer_id, max_by(person, _load_id) from"
        found = connection.execute(f"{newest} (select * replace (coalesce(person, '-') as person) "
                                   "from raw_tables.customers) group by all").fetchall()  # fmt: skip
    return {f"{source}/{customer}": person for source, customer, person in found}


def tandem(root: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--company", str(root / "tandem.yaml")])
    return done.exit_code, " ".join(done.output.split())


def test_a_person_is_forgotten_and_stays_so(root: Path) -> None:
    before = sync(root)
    assert before["shop/1"] == before["erp/77"] != before["shop/2"], "both systems mean the same person"
    assert tandem(root, "backup", str(root / "kept"))[0] == 0
    code, said = tandem(root, "forget", " ANN@example.com")
    assert (code, "the entry is deleted" in said, "Forgotten in the backup" in said) == (0, True, True)
    assert "Out of reach" in said
    assert sync(root) == {**before, "shop/1": "-", "erp/77": "-"}
    code, said = tandem(root, "forget", "ann@example.com")
    assert (code, "Was forgotten before" in said) == (0, True)


def test_nobodys_address_is_in_any_file(root: Path) -> None:
    before = sync(root)
    tandem(root, "backup", str(root / "kept"))
    tandem(root, "forget", "ann@example.com")
    sync(root)
    files = [file for part in (".tandem", "kept") for file in (root / part).rglob("*") if file.is_file()]
    assert len(files) > 10
    for file in files:
        content = content_of(file)
        assert b"example.com" not in content.lower(), file
        assert KEY.encode() not in content, file
    kept = b"".join(file.read_bytes() for file in files if "raw_" not in str(file))
    assert before["shop/1"].encode() not in kept, "the name stands in the lake's rows and nowhere else"
    assert before["shop/2"].encode() in kept


def content_of(file: Path) -> bytes:
    """A file's bytes; of Parquet what is in them, since they are compressed."""
    if file.suffix != ".parquet":
        return file.read_bytes()
    return str(pq.read_table(file).to_pylist()).encode()


def test_who_is_not_known_is_said(root: Path) -> None:
    sync(root)
    code, said = tandem(root, "forget", "carl@example.com")
    assert (code, "nothing to forget" in said) == (1, True)
    code, said = tandem(root, "forget", "C-100")
    assert (code, "No person is known as 'C-100'" in said) == (1, True)
