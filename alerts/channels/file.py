"""A file of JSON lines: one message a line, whole or not at all."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.channels.channel import Receipt
from alerts.errors import Unreachable
from alerts.message import Message


class FileChannel:
    """Appends `{dedupe_key, text, blocks}` to a file; a lock file beside it keeps writers apart.

    Args:
        name: the channel's name in the company file.
        path: the file; its folder is made when it is missing.
    """

    can_be_asked = True

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path

    def send(self, message: Message, dedupe_key: str) -> Receipt:
        """Appends one line and waits until it is on the disk. A line half written is taken back."""
        from filelock import FileLock

        line = json.dumps({"dedupe_key": dedupe_key, **message.as_json()}, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock"):
                _append(self._path, line.encode("utf-8", "replace"))
        except OSError as error:
            raise self._cannot("written", error) from error
        return Receipt(self.name, {"file": self._path.name, "dedupe_key": dedupe_key})

    def find(self, dedupe_key: str, since: datetime) -> Receipt | None:
        """Looks through the whole file, whatever `since` says: its lines carry no time."""
        if any(record.get("dedupe_key") == dedupe_key for record in self._records()):
            return Receipt(self.name, {"file": self._path.name, "dedupe_key": dedupe_key})
        return None

    def check(self) -> None:
        """Whether the file may be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.open("ab").close()
        except OSError as error:
            raise self._cannot("written", error) from error

    def _records(self) -> Iterator[dict[str, Any]]:
        """Every whole line. A process killed while writing leaves half a one, which was never reported as sent."""
        try:
            lines = self._path.read_text("utf-8", "replace").splitlines() if self._path.exists() else []
        except OSError as error:
            raise self._cannot("read", error) from error
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record

    def _cannot(self, what: str, error: OSError) -> Unreachable:
        return Unreachable(
            f"{self.name}: {self._path} cannot be {what} ({error.strerror}). Check that the folder may be written and "
            "that the disk has room; the message waits."
        )


def _append(path: Path, line: bytes) -> None:
    """`line` at the end of `path`, on a line of its own; on an error the file is as long as before."""
    with path.open("ab") as file:
        start = file.tell()
        try:
            file.write(line if _ends_whole(path, start) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), start)
            raise


def _ends_whole(path: Path, size: int) -> bool:
    if size == 0:
        return True
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) == b"\n"
