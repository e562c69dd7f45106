"""The sandbox's server comes up ready, is found again, and stops by itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from sandbox.__main__ import main
from sandbox.credentials import ENVIRONMENT, ERP_USER
from sandbox.errors import SandboxError
from sandbox.host import cached_world, is_alive
from sandbox.order import Order
from sandbox.serve import RunningSandbox, start_sandbox, stop_sandbox

SMALL = Order(seed=3, products=20, locations=3, days=90, end_on=date(2026, 10, 31))
ORDERS_QUERY = "{ orders(first: 1) { nodes { name } } }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[RunningSandbox]:
    lines: list[str] = []
    with start_sandbox(folder, order=SMALL, parent_pid=os.getpid(), say=lines.append) as sandbox:
        assert any("simulating" in line for line in lines)
        yield sandbox


def _post(url: str, body: object, **headers: str) -> httpx.Response:
    return httpx.post(url, json=body, headers=headers, timeout=30, trust_env=False)


def test_it_is_ready_when_it_answers(running: RunningSandbox, folder: Path) -> None:
    said = httpx.get(f"{running.url}/health", trust_env=False).json()
    assert running.process is not None
    assert (said["status"], said["pid"], said["end_on"]) == ("ok", running.process.pid, "2026-10-31")
    assert (folder / "wms" / "stock.csv").exists()
    assert (folder / "aliases.csv").exists()
    assert len(list(folder.glob("suppliers/*/pricelist_*.xlsx"))) > 2


def test_the_shop_answers_under_its_prefix(running: RunningSandbox) -> None:
    reply = _post(
        f"{running.url}/shopify/admin/api/2026-07/graphql.json",
        {"query": ORDERS_QUERY},
        **{"X-Shopify-Access-Token": ENVIRONMENT["TANDEM_SHOP_TOKEN"]},
    ).json()
    assert reply["data"]["orders"]["nodes"][0]["name"] == "#1001"


def test_the_erp_knows_the_company_files_user(running: RunningSandbox) -> None:
    def call(service: str, method: str, *args: object) -> object:
        params = {"service": service, "method": method, "args": args}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        return _post(f"{running.url}/odoo/jsonrpc", body).json()["result"]

    secret = ENVIRONMENT["TANDEM_ERP_SECRET"]
    uid = call("common", "authenticate", "ridgeline", ERP_USER, secret, {})
    found = call("object", "execute_kw", "ridgeline", uid, secret, "product.product", "search_count", [[]])
    assert isinstance(found, int)
    assert found >= 20


def test_the_chat_takes_a_message(running: RunningSandbox) -> None:
    reply = _post(
        f"{running.url}/slack/api/chat.postMessage",
        {"channel": "C0SANDBOX01", "text": "缺货"},
        Authorization=f"Bearer {ENVIRONMENT['TANDEM_SLACK_TOKEN']}",
    ).json()
    assert reply["ok"]


def test_a_second_start_finds_the_first(running: RunningSandbox, folder: Path) -> None:
    again = start_sandbox(folder, order=SMALL)
    assert (again.url, again.process) == (running.url, None)
    again.stop()
    assert httpx.get(f"{running.url}/health", trust_env=False).status_code == 200


def test_it_listens_on_this_machine_only(running: RunningSandbox) -> None:
    assert running.url.startswith("http://127.0.0.1:")


def test_a_taken_port_is_said(running: RunningSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = running.url.rsplit(":", 1)[1]
    assert main(["serve", str(tmp_path), "--port", port, *SMALL.arguments]) == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in capsys.readouterr().err


def test_a_server_that_does_not_come_up_is_said(running: RunningSandbox, tmp_path: Path) -> None:
    port = int(running.url.rsplit(":", 1)[1])
    with pytest.raises(SandboxError, match=r"did not come up.*cannot be used"):
        start_sandbox(tmp_path, port, SMALL, parent_pid=os.getpid(), say=lambda _: None)


def test_a_world_is_simulated_once(running: RunningSandbox, folder: Path) -> None:
    said: list[str] = []
    world = cached_world(folder, SMALL, said.append)
    assert said == []
    assert world.seed == SMALL.seed


def test_it_stops_when_told_and_when_its_parent_is_gone(running: RunningSandbox, folder: Path) -> None:
    """Both in a copy of the folder's cache, so that nothing is simulated again."""
    for other in ("told", "orphan"):
        worlds = folder.parent / f"{folder.name}-{other}" / "worlds"
        worlds.mkdir(parents=True)
        kept = folder / "worlds" / f"{SMALL.world_key}.pickle"
        (worlds / kept.name).write_bytes(kept.read_bytes())
    told, orphan = (folder.parent / f"{folder.name}-{name}" for name in ("told", "orphan"))
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    lasting = start_sandbox(told, order=SMALL, say=lambda _: None)
    watching = start_sandbox(orphan, order=SMALL, parent_pid=parent.pid, say=lambda _: None)
    parent.communicate()
    assert watching.process is not None
    assert watching.process.wait(timeout=30) == 0
    assert lasting.process is not None
    assert lasting.process.poll() is None
    assert stop_sandbox(told)
    assert not stop_sandbox(told)
    assert not _listens(lasting.url)


def test_a_stale_record_is_not_believed(tmp_path: Path) -> None:
    """The number in the record may belong to somebody else by now."""
    (tmp_path / "sandbox.json").write_text(f'{{"pid": {os.getpid()}, "port": 9, "url": "http://127.0.0.1:9"}}')
    assert not stop_sandbox(tmp_path)
    assert is_alive(os.getpid())
    assert not (tmp_path / "sandbox.json").exists()


def test_what_is_asked_for_decides_the_key() -> None:
    assert SMALL.server_key == Order(3, 20, 3, 90, date(2026, 10, 31)).server_key
    assert SMALL.world_key != Order(4, 20, 3, 90, date(2026, 10, 31)).world_key
    assert SMALL.arguments[:4] == ["--seed", "3", "--products", "20"]


def _listens(url: str) -> bool:
    time.sleep(0.1)
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rsplit(":", 1)[1]))) == 0
