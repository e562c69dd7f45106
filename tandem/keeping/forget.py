"""`tandem forget`: the entry that leads from a person to their name is deleted, here and in every backup in reach."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from lake.errors import LakeError
from operations.people import backups, lookup_of_customer
from operations.people import forget as strike
from operations.store import Store
from tandem.cycle import Cycle
from tandem.keeping.folder import MANIFEST, OPERATIONS, BackupFolder, BackupUnfinished, KeepingError, Manifest
from tandem.settings import SecretLookup
from tandem.stores import open_store

Lines = list[str]


@dataclass(frozen=True)
class Forgotten:
    """What forgetting one person did.

    Attributes:
        had_name: there was an entry until now; False: the person was forgotten before.
        is_derived: the name was made by a Tandem before 0.2.
        reached: backups that have forgotten the person too.
        unreached: backup -> why it has not; it cannot be restored into this company with the person in it.
    """

    had_name: bool
    is_derived: bool
    reached: list[str] = field(default_factory=list)
    unreached: dict[str, str] = field(default_factory=dict)


def forget(cycle: Cycle, person: str, by: str, moment: datetime, source: str | None = None) -> Forgotten:
    """Forgets a person. Safe to repeat: it then tries the backups again that it could not reach.

    Args:
        person: an e-mail address, or a customer's id or code in any system.
        source: whose customer, when the id alone is not enough.

    Raises:
        UnknownPerson: nobody is known by that name, or several are.
        SecretMissing: an address cannot be looked up without the key of the pseudonyms.
    """
    store = open_store(cycle)
    lookup = _lookup(store, cycle.secrets, person, source)
    struck = strike(store, lookup, by, moment)
    done = Forgotten(struck.had_name, struck.is_derived)
    for target in backups(store):
        try:
            forget_in(BackupFolder(target), lookup, moment)
            done.reached.append(target)
        except BackupUnfinished:
            done.unreached[target] = "there is no backup there now."
        except (KeepingError, LakeError, OSError) as error:
            done.unreached[target] = str(error)
    return done


def forget_in(folder: BackupFolder, lookup: str, moment: datetime) -> None:
    """Takes the person's entry out of a backup. Killed anywhere, the backup is whole: with the entry or without it."""
    manifest = folder.manifest()
    made = _rewritten(folder, manifest, "person_key", lambda lines: [line for line in lines if not _is(line, lookup)])
    said = json.dumps({"lookup": lookup, "forgotten_at": moment.isoformat()}) + "\n"
    made = _rewritten(
        folder, made, "person_forgotten", lambda lines: [*(one for one in lines if not _is(one, lookup)), said]
    )
    folder.write_text(MANIFEST, made.to_json())
    there = folder.names(OPERATIONS)
    folder.remove([name for name in there if name not in made.files])


def _lookup(store: Store, secrets: SecretLookup, person: str, source: str | None) -> str:
    from connectors.pseudonym import KEY_REFERENCE, lookup_of

    if "@" in person:
        return lookup_of(secrets(KEY_REFERENCE), person)
    return lookup_of_customer(store, person, source)


def _rewritten(folder: BackupFolder, manifest: Manifest, table: str, change: Callable[[Lines], Lines]) -> Manifest:
    """A manifest that names a changed copy of a table; the table itself stays until the manifest is written."""
    before = manifest.table(table)
    if before is None:
        return manifest
    after = f"{OPERATIONS}/{table}.{uuid4().hex}.jsonl"
    lines: Iterable[str] = change(folder.read_text(before).splitlines(keepends=True))
    kept = folder.keep(after, (line.encode() for line in lines))
    files = {name: one for name, one in manifest.files.items() if name != before}
    return replace(manifest, files={**files, after: kept})


def _is(line: str, lookup: str) -> bool:
    return bool(json.loads(line)["lookup"] == lookup)
