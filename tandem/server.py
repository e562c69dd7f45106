"""A lasting Prefect server with a worker, for `make up`, and the settings that keep Prefect to this folder.

ServerError     a process did not come up
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from tandem.errors import TandemError

PORT = 4200


class ServerError(TandemError):
    """Prefect's server or worker did not start."""


def prefect_settings(folder: Path) -> dict[str, str]:
    """Environment for Prefect: its files below `folder`, no telemetry, time to start, a lasting server if up."""
    home = folder / "prefect"
    home.mkdir(parents=True, exist_ok=True)  # Prefect makes no folder above its own, and then waits in vain to start
    settings = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "DO_NOT_TRACK": "1",
    }
    url = lasting_server(folder)
    return settings | ({"PREFECT_API_URL": url} if url else {})


def lasting_server(folder: Path) -> str | None:
    """The API address of the server that `make up` started, when it answers."""
    record = _record(folder)
    url = str(record.get("url", ""))
    return url if url and _healthy(url) else None


def start(folder: Path, environment: Mapping[str, str], project: Path, port: int = PORT) -> str:
    """Starts server, work pool, deployments of `prefect.yaml` and worker; gives the address of the UI.

    Raises:
        ServerError: naming the process and its log.
    """
    if url := lasting_server(folder):
        return url.removesuffix("/api")
    url = f"http://127.0.0.1:{port}/api"
    settings = {**environment, **prefect_settings(folder), "PREFECT_API_URL": url}
    server = _spawn(
        folder, "server", ["server", "start", "--host", "127.0.0.1", "--port", str(port)], settings, project
    )
    _wait(url, server, folder / "logs" / "server.log")
    for arguments in (["work-pool", "create", "tandem", "--type", "process", "--overwrite"], ["deploy", "--all"]):
        _call(arguments, settings, project)
    worker = _spawn(folder, "worker", ["worker", "start", "--pool", "tandem"], settings, project)
    record = {"url": url, "pids": [worker.pid, server.pid]}
    (folder / "server.json").write_text(json.dumps(record), "utf-8")
    return url.removesuffix("/api")


def stop(folder: Path) -> bool:
    """Stops what `start` started, by its own process ids. False when nothing was up."""
    record = _record(folder)
    pids = [int(pid) for pid in record.get("pids", []) if _is_ours(int(pid))]  # type: ignore[attr-defined]
    for pid in pids:
        os.killpg(pid, signal.SIGTERM)
    (folder / "server.json").unlink(missing_ok=True)
    return bool(pids)


def _spawn(
    folder: Path, name: str, arguments: Sequence[str], settings: Mapping[str, str], project: Path
) -> "subprocess.Popen[bytes]":
    log = folder / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            _prefect(arguments), env=dict(settings), cwd=project, stdout=output, stderr=output, start_new_session=True
        )


def _call(arguments: Sequence[str], settings: Mapping[str, str], project: Path) -> None:
    done = subprocess.run(
        _prefect(["--no-prompt", *arguments]),
        env=dict(settings),
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerError(f"prefect {' '.join(arguments)} failed: {(done.stderr or done.stdout).strip()[-800:]}")


def _prefect(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _healthy(url):
            return
        if server.poll() is not None:
            break
        time.sleep(0.5)
    raise ServerError(f"The Prefect server did not answer at {url}. Its log is {log}; is the port taken?")


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _record(folder: Path) -> dict[str, object]:
    file = folder / "server.json"
    said: dict[str, object] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return said


def _is_ours(pid: int) -> bool:
    """Whether `pid` still is a Prefect process: ids are used again."""
    command = Path(f"/proc/{pid}/cmdline")
    if not command.exists():
        return sys.platform == "darwin" and subprocess.run(["ps", "-p", str(pid)], check=False).returncode == 0
    return b"prefect" in command.read_bytes()
