"""Stores to test with: SQLite in a file, and PostgreSQL in a throw-away cluster. Every test runs on both."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from operations.store import Store


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL prefix of a cluster that lives as long as the session, ten minutes at the most."""
    binaries = _binaries()
    if binaries is None or (os.geteuid() == 0 and not shutil.which("runuser")):
        pytest.skip("PostgreSQL's initdb is not installed: the store is tested on SQLite only")
    folder = Path(tempfile.mkdtemp(prefix="tandem-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", _free_port()
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "tandem",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    subprocess.run([*_as_postgres(), *initdb], check=True, capture_output=True, cwd=folder)
    settings = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB"]
    options = [part for setting in settings for part in ("-c", setting)]
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
    server: list[str | Path] = ["timeout", "--signal=INT", "600", binaries / "postgres", "-D", data, *listen, *options]
    running = subprocess.Popen(
        [*_as_postgres(), *server], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"postgresql+psycopg://tandem@127.0.0.1:{port}/"
    try:
        _wait_until_ready(url + "postgres", running)
        yield url
    finally:
        stop: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run([*_as_postgres(), *stop], check=False, capture_output=True, cwd=folder)
        running.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(url: str, running: "subprocess.Popen[bytes]") -> None:
    engine = create_engine(url)
    for _ in range(300):
        try:
            with engine.connect():
                return
        except Exception:  # noqa: BLE001 whatever it is, it is not ready
            assert running.poll() is None, "postgres has ended"
            time.sleep(0.1)
    raise AssertionError("postgres did not start within 30 s")


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Callable[[], str]:
    """Makes databases that are migrated already."""
    _execute(postgres, "create database template_tandem")
    store = Store(postgres + "template_tandem")
    store.migrate()
    store.close()
    numbers = count(1)

    def make() -> str:
        name = f"test_{next(numbers)}"
        _execute(postgres, f"create database {name} template template_tandem")
        return postgres + name

    return make


def _execute(postgres: str, statement: str) -> None:
    engine = create_engine(postgres + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    file = tmp_path_factory.mktemp("template") / "operations.db"
    store = Store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a new, migrated, empty store at each call."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("postgres_template")
        return make
    template, numbers = request.getfixturevalue("sqlite_template"), count(1)

    def copy() -> str:
        file = tmp_path / f"operations-{next(numbers)}.db"
        shutil.copy(template, file)
        return f"sqlite:///{file}"

    return copy


@pytest.fixture
def url(make_url: Callable[[], str]) -> str:
    """A new store's URL."""
    return make_url()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A new, migrated, empty store."""
    opened = Store(url)
    yield opened
    opened.close()
