"""Starts the sandbox's server as a process of its own, finds it again, and stops it.

with start_sandbox(Path(".tandem/sandbox"), parent_pid=os.getpid()) as sandbox:
    httpx.get(sandbox.url + "/health")
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sandbox.errors import SandboxError
from sandbox.host import RECORD, is_alive, serve
from sandbox.order import Order

__all__ = ["Order", "RunningSandbox", "SandboxError", "serve", "start_sandbox", "stop_sandbox"]

LOG = "sandbox.log"


@dataclass(frozen=True)
class RunningSandbox:
    """A server that answers. `process` is None when it ran already."""

    url: str
    process: "subprocess.Popen[bytes] | None"
    folder: Path

    def stop(self) -> None:
        """Ends the server if this start began it."""
        if self.process is not None:
            _end(self.process)
            (self.folder / RECORD).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_sandbox(
    folder: Path,
    port: int = 0,
    order: Order | None = None,
    *,
    parent_pid: int | None = None,
    max_hours: float = 12.0,
    timeout: float = 180.0,
    say: Callable[[str], None] = print,
) -> RunningSandbox:
    """Starts the sandbox, or finds the one that runs for `folder`, and waits until it answers.

    Args:
        port: 0 takes a free one.
        parent_pid: the server ends with this process; None lets it last (up to `max_hours`).
        timeout: seconds until it has to be ready.
        say: is given each step's line.

    Raises:
        SandboxError: it does not come up; the text has the end of its log.
    """
    from filelock import FileLock

    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    order = order or Order()
    with FileLock(folder / "sandbox.lock", timeout=timeout):
        if found := _found(folder, port, order):
            return RunningSandbox(found, None, folder)
        stop_sandbox(folder)
        process = _spawn(folder, port, order, parent_pid, max_hours)
        return RunningSandbox(_wait(process, folder, timeout, say), process, folder)


def stop_sandbox(folder: Path) -> bool:
    """Ends the server that `<folder>/sandbox.json` names, if that is still ours. False when there was none."""
    record = _read_record(folder)
    is_ours = bool(record) and _health(str(record["url"])).get("pid") == record["pid"]
    if is_ours:
        os.kill(int(record["pid"]), signal.SIGTERM)
        _wait_gone(int(record["pid"]))
    (folder / RECORD).unlink(missing_ok=True)
    return is_ours


def _found(folder: Path, port: int, order: Order) -> str | None:
    record = _read_record(folder)
    if not record or (port and record["port"] != port):
        return None
    said = _health(str(record["url"]))
    return str(record["url"]) if (said.get("pid"), said.get("key")) == (record["pid"], order.server_key) else None


def _read_record(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and {"pid", "port", "url"} <= set(said) else {}


def _health(url: str) -> dict[str, Any]:
    """What the server says of itself; empty when it does not answer."""
    import httpx

    try:
        said = httpx.get(f"{url}/health", timeout=5, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _spawn(
    folder: Path, port: int, order: Order, parent_pid: int | None, max_hours: float
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "sandbox", "serve", str(folder), "--port", str(port), *order.arguments]
    command += ["--max-hours", str(max_hours)]
    command += ["--parent-pid", str(parent_pid)] if parent_pid is not None else []
    with (folder / LOG).open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=Path(__file__).parents[1],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait(process: "subprocess.Popen[bytes]", folder: Path, timeout: float, say: Callable[[str], None]) -> str:
    until = time.monotonic() + timeout
    told = 0
    while time.monotonic() < until:
        lines = _log(folder)
        for line in lines[told:]:
            say(line)
        told = len(lines)
        if process.poll() is not None:
            break
        record = _read_record(folder)
        if record.get("pid") == process.pid and _health(str(record["url"])):
            return str(record["url"])
        time.sleep(0.1)
    _end(process)
    raise SandboxError(f"sandbox: the server did not come up. {folder / LOG} ends: " + " ".join(_log(folder)[-3:]))


def _log(folder: Path) -> list[str]:
    """Whole lines of the server's log."""
    return (folder / LOG).read_text("utf-8", errors="replace").split("\n")[:-1]


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


def _wait_gone(pid: int, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        _reap(pid)
        time.sleep(0.05)


def _reap(pid: int) -> None:
    """Takes leave of `pid` if it is a child of this process; else it would stay as a zombie that looks alive."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
