"""`python -m sandbox serve FOLDER` and `python -m sandbox generate LAKE`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.order import Order


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0, or 1 with a sentence on stderr."""
    chosen = _parser().parse_args(arguments)
    try:
        _serve(chosen) if chosen.command == "serve" else _generate(chosen)
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve the sandbox company")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--port", type=int, default=0)
    serve.add_argument("--end-on", type=date.fromisoformat, default=Order.end_on)
    serve.add_argument("--parent-pid", type=int)
    serve.add_argument("--max-hours", type=float, default=12.0)
    _size(serve, Order.products, Order.days)
    generate = commands.add_parser("generate", help="write a company of any size to a lake")
    generate.add_argument("lake")
    _size(generate, 1000, 365)
    return parser


def _size(parser: argparse.ArgumentParser, products: int, days: int) -> None:
    for name, default in (("seed", Order.seed), ("products", products), ("locations", Order.locations), ("days", days)):
        parser.add_argument(f"--{name}", type=int, default=default)


def _serve(chosen: argparse.Namespace) -> None:
    from sandbox.host import serve

    order = Order(chosen.seed, chosen.products, chosen.locations, chosen.days, chosen.end_on)
    serve(chosen.folder, chosen.port, order, parent_pid=chosen.parent_pid, max_hours=chosen.max_hours, say=_say)


def _generate(chosen: argparse.Namespace) -> None:
    from sandbox.generate import generate

    counts = generate(
        chosen.lake, chosen.products, chosen.locations, chosen.days, chosen.seed, datetime.now(UTC), say=_say
    )
    for stream, rows in counts.items():
        _say(f"{stream:24} {rows:>12,}")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
