"""The names that persons have in the lake. Deleting a person's row is forgetting: no other thing leads to the name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from operations.errors import UnknownPerson
from operations.store import Store
from operations.tables import audit, backup_taken, identity_link, person_forgotten, person_key

_AT_ONCE = 5_000


class PersonKeys:
    """The store's names of persons, by batch.

    Args:
        now: when names that are new are noted down.
    """

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now

    def known(self, lookups: Sequence[str]) -> dict[str, str | None]:
        """Names by lookup; None for forgotten persons; those never met are left out."""
        with self._store.read() as session:
            return _known(session, lookups)

    def give(self, earlier: Mapping[str, str]) -> dict[str, str | None]:
        """Names for persons without one: the one that the lake knows already, else a random one.

        Args:
            earlier: lookup -> the name that a Tandem before 0.2 made from address and key.
        """
        with self._store.begin() as session:
            self._store.lock(session, "people")
            for part in _parts(earlier):
                kept = _in_use(session, [earlier[lookup] for lookup in part])
                gone = _forgotten(session, part)
                rows = [self._row(one, earlier[one], earlier[one] in kept) for one in part if one not in gone]
                self._store.insert_new(session, person_key, rows)
            return _known(session, list(earlier))

    def _row(self, lookup: str, earlier: str, is_derived: bool) -> dict[str, object]:
        name = earlier if is_derived else token_hex(16)
        return {"lookup": lookup, "pseudonym": name, "is_derived": is_derived, "made_at": self._now}


@dataclass(frozen=True)
class Struck:
    """What `forget` found.

    Attributes:
        had_name: the person had a name until now; False: forgotten before.
        is_derived: the name was made by a Tandem before 0.2, so that it follows from address and key.
    """

    had_name: bool
    is_derived: bool


def forget(store: Store, lookup: str, by: str, now: datetime) -> Struck:
    """Deletes the person's entry and puts the lookup on the list of the forgotten, who get no name again.

    Raises:
        UnknownPerson: nobody has that entry, and it is not on the list.
    """
    with store.begin() as session:
        store.lock(session, "people")
        found = session.execute(select(person_key).where(person_key.c.lookup == lookup)).mappings().first()
        if found is None and not _forgotten(session, [lookup]):
            raise UnknownPerson("No source has brought this person: there is nothing to forget.")
        strike(store, session, [{"lookup": lookup, "forgotten_at": now}])
        said = {"happened_at": now, "actor": by, "what": "forget", "subject": lookup, "is_allowed": True}
        session.execute(insert(audit).values(**said, details={}))
    _leave_no_trace(store)
    return Struck(found is not None, bool(found and found["is_derived"]))


def lookup_of_customer(store: Store, code: str, source: str | None = None) -> str:
    """The entry of the person behind a customer's id or code.

    Raises:
        UnknownPerson: no customer is called so, several persons are, or the one has no entry (any more).
    """
    customer = identity_link.c
    named = or_(customer.source_id == code, func.lower(customer.code) == code.strip().lower())
    statement = select(customer.source, person_key.c.lookup).join_from(
        identity_link, person_key, func.lower(customer.second_key) == person_key.c.pseudonym
    )
    statement = statement.where(customer.entity == "customer", named)
    with store.read() as session:
        found = [row for row in session.execute(statement).all() if source in (None, row.source)]
    if len({row.lookup for row in found}) > 1:
        systems = ", ".join(sorted({row.source for row in found}))
        raise UnknownPerson(f"{code!r} is a customer of {systems}, and not the same person. Say which with --source.")
    if not found:
        raise UnknownPerson(f"No person is known as {code!r}: not as an address, and not as a customer's id or code.")
    return str(found[0].lookup)


def strike(store: Store, session: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Takes persons' entries away and puts `rows` on the list of the forgotten. Harmless when done already."""
    for part in _parts(row["lookup"] for row in rows):
        session.execute(delete(person_key).where(person_key.c.lookup.in_(part)))
    store.insert_new(session, person_forgotten, rows)


def backups(store: Store) -> list[str]:
    """Where backups were written to, oldest first."""
    with store.read() as session:
        return list(session.scalars(select(backup_taken.c.target).order_by(backup_taken.c.taken_at)))


def note_backup(store: Store, target: str, now: datetime) -> None:
    """Remembers where a backup is, so that who is forgotten is forgotten there too."""
    with store.begin() as session:
        store.insert_new(session, backup_taken, [{"target": target, "taken_at": now}])


def _known(session: Connection, lookups: Collection[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for part in _parts(lookups):
        named = select(person_key.c.lookup, person_key.c.pseudonym).where(person_key.c.lookup.in_(part))
        found |= {row.lookup: row.pseudonym for row in session.execute(named)}
        found |= dict.fromkeys(_forgotten(session, part))
    return found


def _forgotten(session: Connection, lookups: Collection[str]) -> set[str]:
    listed = select(person_forgotten.c.lookup).where(person_forgotten.c.lookup.in_(lookups))
    return set(session.scalars(listed))


def _in_use(session: Connection, names: Collection[str]) -> set[str]:
    """Those of `names` that a customer in the lake goes by already; dbt writes them in upper case."""
    seen = select(identity_link.c.second_key).where(
        identity_link.c.entity == "customer", identity_link.c.second_key.in_([name.upper() for name in names])
    )
    return {row.second_key.lower() for row in session.execute(seen)}


def _leave_no_trace(store: Store) -> None:
    """SQLite's log still holds the page that was overwritten until it is written back."""
    if store.is_sqlite:
        with store.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("pragma wal_checkpoint(truncate)")


def _parts(values: Iterable[str]) -> Iterable[list[str]]:
    every = iter(values)
    while part := list(islice(every, _AT_ONCE)):
        yield part
