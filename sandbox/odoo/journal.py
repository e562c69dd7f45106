"""What was changed since the world began, as JSON lines, so that it survives a restart of the sandbox."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Appends entries to `path`; keeps nothing when there is no path. A half written last line is ignored."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def entries(self) -> Iterator[Entry]:
        """What an earlier run wrote, oldest first."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text("utf-8").split("\n")[:-1]:
            yield json.loads(line)

    def append(self, entry: Entry) -> None:
        """Writes one entry, whole, before the answer goes out."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
