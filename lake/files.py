"""Files in one folder or bucket, reached by fsspec, and the lake, which is such a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from lake.errors import ReadFailed, WriteFailed

if TYPE_CHECKING:
    import duckdb

RESTORING = "_restoring"
"""A file that lies in the lake while a restore is under way; what it holds says which."""


class Files:
    """A folder at a local path or any fsspec URL. Names inside it are relative, with `/`, so that it can be moved.

    Args:
        url: `/data/lake`, `s3://bucket/lake`, `memory://lake`, ...
        filesystem: a replacement for the one that the URL names, for tests and for credentials of its own.
    """

    kind = "folder"
    """What it is called in sentences."""
    unwritten = "Nothing that was there was changed"
    """What a failed write left behind, in sentences."""

    def __init__(self, url: str | Path, filesystem: Any = None) -> None:
        import fsspec.core

        self.url = str(url)
        named, root = fsspec.core.url_to_fs(self.url)
        self.filesystem: Any = filesystem or named
        self.root: str = str(root).rstrip("/")
        self.is_local = "file" in _protocols(self.filesystem)

    def path(self, name: str) -> str:
        """Where `name` is, in the words of the file system."""
        return f"{self.root}/{name}"

    def uri(self, name: str) -> str:
        """Where `name` is, in words that DuckDB and dlt understand."""
        path = self.path(name)
        return path if self.is_local else str(self.filesystem.unstrip_protocol(path))

    def names(self, folder: str, suffix: str = "", *, deep: bool = False) -> list[str]:
        """Sorted names of the files in `folder` that end in `suffix`; none when there is no such folder."""
        self.filesystem.invalidate_cache()
        try:
            if deep:
                found = self.filesystem.find(self.path(folder))
            else:
                found = [entry["name"] for entry in self.filesystem.ls(self.path(folder), detail=True)]
        except FileNotFoundError:
            return []
        return sorted(f"{folder}/{_below(path, self.path(folder))}" for path in found if path.endswith(suffix))

    def all_names(self) -> list[str]:
        """Sorted names of every file there is."""
        self.filesystem.invalidate_cache()
        if not self.filesystem.exists(self.root):
            return []
        return sorted(_below(path, self.root) for path in self.filesystem.find(self.root))

    def read_text(self, name: str) -> str:
        """A small file's text. Raises ReadFailed."""
        try:
            return str(self.filesystem.cat_file(self.path(name)).decode())
        except (OSError, UnicodeDecodeError) as error:
            raise ReadFailed(f"{self.kind} {self.url}: {name} cannot be read ({_why(error)}).") from error

    def write_text(self, name: str, text: str) -> None:
        """Writes a small file so that readers see all of it or nothing. Raises WriteFailed."""
        with self._said(name):
            if not self.is_local:
                self.filesystem.pipe_file(self.path(name), text.encode())
                return
            whole, part = self.path(name), f"{self.path(name)}.{uuid4().hex}.part"
            self.filesystem.makedirs(self.filesystem._parent(whole), exist_ok=True)
            try:
                with self.filesystem.open(part, "wb") as file:
                    file.write(text.encode())
                Path(part).replace(whole)
            finally:
                Path(part).unlink(missing_ok=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A new file to write to; taken away again if that fails. Raises WriteFailed."""
        with self._said(name):
            if self.is_local:
                self.filesystem.makedirs(self.filesystem._parent(self.path(name)), exist_ok=True)
            try:
                with self.filesystem.open(self.path(name), "wb") as file:
                    yield file
            except BaseException:
                self.remove([name])
                raise

    def remove(self, files: list[str]) -> None:
        """Removes files; those that are gone already do not matter."""
        for name in files:
            if self.filesystem.exists(self.path(name)):
                self.filesystem.rm_file(self.path(name))

    @contextmanager
    def _said(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WriteFailed(
                f"{self.kind} {self.url}: {name} cannot be written ({_why(error)}). {self.unwritten}; "
                "make room or give the right to write there, then run the step again."
            ) from error


class Lake(Files):
    """The lake: immutable data files, seen only where an acceptance record names them."""

    kind = "lake"
    unwritten = "Nothing of this load was accepted"

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Lets a DuckDB connection read this lake when it is not a local folder."""
        protocols = _protocols(self.filesystem)
        if not self.is_local and not any(connection.filesystem_is_registered(one) for one in protocols):
            connection.register_filesystem(self.filesystem)

    def clean(self, older_than: datetime) -> list[str]:
        """Removes data files that nothing names and that were last written before `older_than`.

        They are what a killed load, plan or compaction left behind. Give a moment before any that may still be running.
        Returns their names.
        """
        from lake.compaction import awaited
        from lake.plans import plan_versions
        from lake.records import accepted_files

        named = accepted_files(self) | awaited(self)
        named |= {file for plan in plan_versions(self) for file in plan.tables.values()}
        folders = [f for f in self._folders() if f.startswith("raw_") or f in ("_quarantine", "planning")]
        found = (name for folder in folders for name in self.names(folder, ".parquet", deep=True))
        orphans = [name for name in found if name not in named and self._modified(name) < older_than]
        self.remove(orphans)
        return orphans

    def _folders(self) -> list[str]:
        if not self.filesystem.exists(self.root):
            return []
        return [_below(e["name"], self.root) for e in self.filesystem.ls(self.root, detail=True)]

    def _modified(self, name: str) -> datetime:
        try:
            moment: datetime = self.filesystem.modified(self.path(name))
        except NotImplementedError:
            moment = datetime.now(UTC) - timedelta(days=3650)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _protocols(filesystem: Any) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _below(path: str, folder: str) -> str:
    return str(path).rstrip("/")[len(folder) :].lstrip("/") if str(path).startswith(folder) else str(path)


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
