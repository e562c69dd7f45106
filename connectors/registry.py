"""Which systems there are, and how one is opened. A system's modules are imported when it is first used."""

from importlib import import_module
from typing import Any

from connectors.config import system_of
from connectors.errors import NotThere
from connectors.reader import Reader, ReaderContext
from lake.stream import System

SYSTEMS = ("shopify", "odoo", "supplier_files", "tables")
"""Every system that a company file may name. A new one is a folder beside these, and a word here."""


def system(name: str) -> System:
    """The declaration of a system. Raises NotThere with the names there are."""
    if name not in SYSTEMS:
        raise NotThere(f"there is no connector for {name!r}; there are {list(SYSTEMS)}.")
    found: System = import_module(f"connectors.{name}.streams").SYSTEM
    return found


def systems() -> tuple[System, ...]:
    """All declarations, for views and tests."""
    return tuple(system(name) for name in SYSTEMS)


def open_reader(config: Any, context: ReaderContext, transport: Any = None) -> Reader:
    """The reader of one source instance.

    Args:
        config: the source's section of the company file.
        transport: a replacement for the network (httpx), for tests; readers of files ignore it.
    """
    name = system(system_of(config)).name
    reader: Reader = import_module(f"connectors.{name}.reader").open_reader(config, context, transport=transport)
    return reader
