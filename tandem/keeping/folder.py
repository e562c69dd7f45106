"""A backup: a folder or bucket with a manifest that is written last and names every file with its size and checksum.

KeepingError
+-- BackupThere        the target holds a backup, or something else, already
+-- BackupUnfinished   there is no manifest: the backup was never finished, or the folder is not one
+-- BackupDamaged      a file is missing or is not what the manifest says; names it
+-- BackupTooNew       made by a newer Tandem
+-- CompanyThere       a restore would overwrite a company
+-- RestoreBegun       another restore was begun here and not finished
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from lake.errors import ReadFailed
from lake.files import Files
from tandem.errors import TandemError

MANIFEST = "manifest.json"
FORMAT = 1
"""Raised when an older Tandem could no longer restore what this one writes."""
LAKE, OPERATIONS, COMPANY = "lake", "operations", "company"
"""The parts of a backup, a folder each."""

_CHUNK = 1 << 20


class KeepingError(TandemError):
    """Base of all."""


class BackupThere(KeepingError):
    """The target is not empty; nothing was written."""


class BackupUnfinished(KeepingError):
    """No manifest says that the backup is whole; nothing was restored."""


class BackupDamaged(KeepingError):
    """A file is not what the manifest says; nothing was restored."""


class BackupTooNew(KeepingError):
    """This Tandem does not know how to read it; nothing was restored."""


class CompanyThere(KeepingError):
    """There is a company already where one is to be restored; nothing was changed."""


class RestoreBegun(KeepingError):
    """The lake holds half of a restore; it must be finished first."""


@dataclass(frozen=True)
class Kept:
    """One file of a backup: its size in bytes and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        made_at: ISO moment, UTC; the operations store is of then, the lake has every load accepted before.
        company: the company's name.
        tandem: version of the software.
        revision: schema of the operations store.
        loads: accepted loads in it.
        files: name in the backup -> size and checksum.
        format: how the backup is laid out.
    """

    made_at: str
    company: str
    tandem: str
    revision: str
    loads: int
    files: dict[str, Kept]
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(one.bytes for one in self.files.values())

    def below(self, part: str) -> list[str]:
        """Names of the files of a part (`lake`), within it."""
        return sorted(name.removeprefix(f"{part}/") for name in self.files if name.startswith(f"{part}/"))

    def table(self, name: str) -> str | None:
        """The file of a table of the operations store; None when that version had no such table."""
        return next((file for file in self.files if file.startswith(f"{OPERATIONS}/{name}.")), None)

    def to_json(self) -> str:
        """The manifest's text; `of_json` reads it back."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def of_json(cls, text: str) -> Manifest:
        """The manifest in `text`. Raises ValueError, KeyError or TypeError when it is not one."""
        said = json.loads(text)
        files = {name: Kept(**one) for name, one in said.pop("files").items()}
        datetime.fromisoformat(said["made_at"])
        return cls(**said, files=files)


class BackupFolder(Files):
    """The files of one backup."""

    kind = "backup"
    unwritten = "The backup is not finished and will not be restored from"

    @classmethod
    def at(cls, place: str) -> BackupFolder:
        """The backup at a URL, or at a path from the folder that the user is in."""
        return cls(place if "://" in place else str(Path(place).resolve()))

    def keep(self, name: str, chunks: Iterable[bytes]) -> Kept:
        """Writes a file. Raises WriteFailed, or what reading `chunks` raises."""
        digest, size = sha256(), 0
        with self.writing(name) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        return Kept(size, digest.hexdigest())

    def manifest(self) -> Manifest:
        """What the backup says of itself.

        Raises:
            BackupUnfinished, BackupDamaged, BackupTooNew.
        """
        self.filesystem.invalidate_cache()
        if not self.filesystem.exists(self.path(MANIFEST)):
            raise BackupUnfinished(
                f"{self.url} is not a finished backup: it has no {MANIFEST}, which is written last. Take another one."
            )
        try:
            text = self.read_text(MANIFEST)
            if (layout := json.loads(text)["format"]) > FORMAT:
                raise BackupTooNew(f"{self.url} was made by a newer Tandem (format {layout}). Upgrade this one first.")
            return Manifest.of_json(text)
        except (ReadFailed, ValueError, KeyError, TypeError) as error:
            raise BackupDamaged(f"{self.url}: {MANIFEST} is damaged ({error}). Take another backup.") from error

    def verify(self, manifest: Manifest) -> None:
        """Reads every file. Raises BackupDamaged, naming the first that is missing or differs."""
        for name, kept in manifest.files.items():
            if not self.filesystem.exists(self.path(name)):
                raise BackupDamaged(f"{self.url}: {name} is missing. The backup cannot be restored; take another one.")
            digest = sha256()
            for chunk in chunks_of(self, name):
                digest.update(chunk)
            if digest.hexdigest() != kept.sha256:
                raise BackupDamaged(
                    f"{self.url}: {name} is damaged: its checksum is not the manifest's. "
                    "The backup cannot be restored; take another one."
                )


def chunks_of(folder: Files, name: str) -> Iterator[bytes]:
    """A file, piece by piece. Raises ReadFailed."""
    try:
        with folder.filesystem.open(folder.path(name), "rb") as file:
            while chunk := _read(file):
                yield chunk
    except OSError as error:
        raise ReadFailed(f"{folder.kind} {folder.url}: {name} cannot be read ({error.strerror or error}).") from error


def _read(file: Any) -> bytes:
    return bytes(file.read(_CHUNK))
