"""The sandbox's one server: shop, ERP and chat under their prefixes, made ready before it answers."""

import json
import os
import pickle
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.credentials import ENVIRONMENT, ERP_USER
from sandbox.errors import SandboxError
from sandbox.order import Order

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from sandbox.world import World

HOST = "127.0.0.1"
RECORD = "sandbox.json"
Say = Callable[[str], None]


def serve(
    folder: Path,
    port: int = 0,
    order: Order | None = None,
    *,
    parent_pid: int | None = None,
    max_hours: float = 12.0,
    say: Say = print,
) -> None:
    """Makes the company, writes its files below `folder` and serves until told to stop.

    It stops on SIGTERM, when the process `parent_pid` is gone, and after `max_hours`.

    Args:
        port: 0 takes a free one; which one stands in `<folder>/sandbox.json`.

    Raises:
        SandboxError: the port is taken, or the folder cannot be written.
    """
    from sandbox.files import write_files

    order = order or Order()
    with _listening(port) as listener:
        world = cached_world(folder, order, say)
        say("writing supplier and warehouse files ...")
        write_files(world, folder)
        say("building shop, ERP and chat ...")
        app = create_app(world, folder, order)
        _record(folder, listener.getsockname()[1], order)
        say(f"serving on http://{HOST}:{listener.getsockname()[1]}")
        _run(app, listener, parent_pid, max_hours)


def cached_world(folder: Path, order: Order, say: Say = print) -> "World":
    """The world of `order`; kept below `folder`, so that a second start does not simulate again."""
    from sandbox.world import simulate

    kept = folder / "worlds" / f"{order.world_key}.pickle"
    if kept.exists():
        world: World = pickle.loads(kept.read_bytes())
        return world
    say(f"simulating {order.products} products over {order.days} days (once) ...")
    world = simulate(order.seed, order.products, order.locations, order.days, order.end_on)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for outdated in sorted(kept.parent.glob("*.pickle")):
        outdated.unlink()
    _write(kept, pickle.dumps(world, protocol=5))
    return world


def create_app(world: "World", folder: Path, order: Order) -> "Starlette":
    """All doubles in one application; what is written to ERP and chat is kept in `folder` over a restart."""
    from starlette.applications import Starlette
    from starlette.routing import Mount, Route

    from sandbox.odoo import create_app as odoo
    from sandbox.odoo.users import USERS, User
    from sandbox.shopify.server import DEFAULT_TOKENS
    from sandbox.shopify.server import create_app as shopify
    from sandbox.slack import create_app as slack

    user = User(9, ERP_USER, ENVIRONMENT["TANDEM_ERP_SECRET"], "purchase", "Tandem", ERP_USER)
    tokens = {ENVIRONMENT["TANDEM_SHOP_TOKEN"]: frozenset().union(*DEFAULT_TOKENS.values())}
    return Starlette(
        routes=[
            Mount("/shopify", shopify(world, tokens=tokens)),
            Mount("/odoo", odoo(world, users=(*USERS, user), journal=folder / f"erp-{order.world_key}.jsonl")),
            Mount("/slack", slack(token=ENVIRONMENT["TANDEM_SLACK_TOKEN"], journal=folder / "chat.jsonl")),
            Route("/health", _health(order), methods=["GET"]),
        ]
    )


def _health(order: Order) -> Callable[[Any], Any]:
    from starlette.responses import JSONResponse

    said = {"status": "ok", "pid": os.getpid(), "key": order.server_key, "end_on": order.end_on.isoformat()}

    async def health(_: Any) -> JSONResponse:
        return JSONResponse(said)

    return health


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise SandboxError(
            f"sandbox: port {port} on {HOST} cannot be used ({error.strerror}). "
            "Stop what uses it, or give another port here and in the company file's urls."
        ) from error
    return listener


def _record(folder: Path, port: int, order: Order) -> None:
    said = {"pid": os.getpid(), "port": port, "url": f"http://{HOST}:{port}", "key": order.server_key}
    _write(folder / RECORD, json.dumps(said).encode())


def _write(path: Path, content: bytes) -> None:
    """All or nothing. Raises SandboxError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise SandboxError(f"sandbox: {path} cannot be written ({error.strerror}). Make room there.") from error


def _run(app: "Starlette", listener: socket.socket, parent_pid: int | None, max_hours: float) -> None:
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    )
    watch = threading.Thread(target=_watch, args=(server, parent_pid, max_hours), daemon=True)
    watch.start()
    server.run(sockets=[listener])


def _watch(server: Any, parent_pid: int | None, max_hours: float) -> None:
    """Asks the server to stop when nobody is left who wants it."""
    until = time.monotonic() + max_hours * 3600
    born_of = os.getppid()
    while time.monotonic() < until and not _is_orphan(parent_pid, born_of):
        time.sleep(0.5)
    server.should_exit = True


def _is_orphan(parent_pid: int | None, born_of: int) -> bool:
    """A parent that died unreaped still has its number, so a change of our own parent counts too."""
    if parent_pid is None:
        return False
    return not is_alive(parent_pid) or (born_of == parent_pid and os.getppid() != born_of)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
