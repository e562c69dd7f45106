"""The crosswalk in the operations store: ids minted once, links, the queue, and what people say of it.

A person's word (accept, reject, undo) is kept as a ruling and takes effect at the next match step, which every build
begins with; nothing is ever forgotten (`identity_event`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from identity.decide import Decisions, Known, Thresholds, decide
from identity.records import Candidate, Key, Link, Record
from operations.errors import MergeInUse, UnknownRecord
from operations.states import OPEN, SUPPLY
from operations.store import Store
from operations.tables import identity, identity_event, identity_link, identity_proposal, identity_ruling, requisition

CHUNK = 5_000
NEAR = "its name is near that of another, and nothing else tells them apart"
MOVED = "its code now belongs to another member than before"
"""Why a person is asked."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Matched:
    """What a match step did: records by how they stand, and what changed."""

    linked: int
    held: int
    queued: int
    minted: int
    changed: int


def match(
    store: Store, records: Mapping[str, Sequence[Record]], thresholds: Callable[[str], Thresholds], moment: datetime
) -> Matched:
    """Decides every record, in one transaction; a second run changes nothing.

    Args:
        records: entity -> its records.
        thresholds: entity -> from which confidence a name is applied, and asked about.
    """
    counts = [0, 0, 0, 0, 0]
    with store.begin() as session:
        store.lock(session, "identity")
        for entity, mine in records.items():
            known = _known(session, entity)
            found = decide(mine, known, thresholds(entity))
            changed = _keep(store, session, entity, found, known, moment)
            linked = sum(link.conformed_id is not None for link in found.links.values())
            asked = len(_open_proposals(session, entity))
            now = (linked, len(found.links) - linked, asked, len(found.minted), changed)
            counts = [a + b for a, b in zip(counts, now, strict=True)]
    return Matched(*counts)


def crosswalk(store: Store) -> list[Row]:
    """Every record's link as it stands, for the lake."""
    with store.read() as session:
        return [dict(row) for row in session.execute(select(identity_link)).mappings()]


def queue(store: Store) -> list[Row]:
    """Open proposals, oldest first; `candidates` from the surest on."""
    statement = select(identity_proposal).where(identity_proposal.c.state == "open").order_by(identity_proposal.c.id)
    with store.read() as session:
        return [dict(row) for row in session.execute(statement).mappings()]


def accept(  # noqa: PLR0917  who, what and when
    store: Store, number: int, code: str | None, by: str, moment: datetime, pack_factor: Decimal | None = None
) -> str:
    """Says that a proposal's record is the candidate of that code (None: the surest). Gives a sentence.

    Raises:
        UnknownRecord: no such proposal, decided meanwhile, or no such candidate.
    """
    with store.begin() as session:
        row = _open_proposal(session, number)
        chosen = _chosen(row, code)
        _rule(session, row, [chosen["conformed_id"]], True, by, moment, pack_factor)
        _close(session, row, "accepted", by, moment)
        _note(session, row, by, moment, "accepted", chosen)
    return f"{_said(row)} is {chosen['code']} from the next build on."


def reject(store: Store, number: int, by: str, moment: datetime, reason: str | None = None) -> str:
    """Says that a proposal's record is none of its candidates; they are not proposed again."""
    with store.begin() as session:
        row = _open_proposal(session, number)
        _rule(session, row, [c["conformed_id"] for c in row["candidates"]], False, by, moment, None, reason)
        _close(session, row, "rejected", by, moment)
        _note(session, row, by, moment, "rejected", {"reason": reason})
    return f"{_said(row)} is none of {', '.join(c['code'] for c in row['candidates'])}; it stays as it was."


def undo(  # noqa: PLR0917  who, what and when
    store: Store, entity: str, source: str, source_id: str, by: str, moment: datetime, *, anyway: bool = False
) -> str:
    """Takes a record out of the member it was merged into; what follows from it follows at the next build.

    Raises:
        UnknownRecord: the record is not known, or is merged with nothing.
        MergeInUse: open or approved requisitions rest on the merge; `anyway` goes on all the same.
    """
    record = {"entity": entity, "source": source, "source_id": source_id}
    with store.begin() as session:
        link = session.execute(select(identity_link).where(_is(identity_link, record))).mappings().first()
        if link is None or link["conformed_id"] is None or link["method"] == "master":
            raise UnknownRecord(
                f"{entity} {source} {source_id} is merged with nothing: look for its id with `tandem stock`."
            )
        if not anyway and entity == "product" and (numbers := _requisitions(session, link["conformed_id"])):
            raise MergeInUse(
                f"{source} {source_id} stays merged: {', '.join(numbers)} count on it. Close them first, "
                "or say --anyway: they then stay with the member that it leaves."
            )
        session.execute(delete(identity_ruling).where(_is(identity_ruling, record), identity_ruling.c.is_same))
        _rule(session, record, [link["conformed_id"]], False, by, moment)
        _note(session, record, by, moment, "undone", {"conformed_id": link["conformed_id"], "method": link["method"]})
    return f"{source} {source_id} is taken out of {link['conformed_id']} at the next build."


def history(store: Store, source: str, source_id: str) -> list[Row]:
    """Who decided what of a record, and when; oldest first."""
    statement = select(identity_event).where(identity_event.c.source == source, identity_event.c.source_id == source_id)
    with store.read() as session:
        return [dict(row) for row in session.execute(statement.order_by(identity_event.c.id)).mappings()]


def _known(session: Connection, entity: str) -> Known:
    ids, links, rulings = (_of(session, table, entity) for table in (identity, identity_link, identity_ruling))
    same: dict[Key, tuple[str, Decimal | None, str]] = {}
    different: dict[Key, set[str]] = {}
    for row in rulings:
        if row["is_same"]:
            same[_key(row)] = (row["conformed_id"], row["pack_factor"], row["decided_by"])
        else:
            different.setdefault(_key(row), set()).add(row["conformed_id"])
    return Known(
        {_key(row): row["conformed_id"] for row in ids},
        {_key(row): _link_of(row) for row in links},
        same,
        {key: frozenset(ids) for key, ids in different.items()},
        {_key(row): _candidates(row) for row in _open_proposals(session, entity) if row["reason"] == MOVED},
    )


def _candidates(row: Mapping[str, Any]) -> list[Candidate]:
    return [Candidate(**{**said, "confidence": Decimal(said["confidence"])}) for said in row["candidates"]]


def _of(session: Connection, table: Table, entity: str) -> list[Row]:
    found = session.execute(select(table).where(table.c.entity == entity)).mappings()
    return [dict(row) for row in found]


def _link_of(row: Mapping[str, Any]) -> Link:
    return Link(**{name: row[name] for name in Link.__dataclass_fields__})


def _key(row: Mapping[str, Any]) -> Key:
    return row["source"], row["source_id"]


def _keep(  # noqa: PLR0917  who, what and when
    store: Store, session: Connection, entity: str, found: Decisions, known: Known, moment: datetime
) -> int:
    """Writes ids, links that changed, and the queue. Gives how many links changed."""
    minted = [
        {"conformed_id": i, "entity": entity, "source": key[0], "source_id": key[1], "minted_at": moment}
        for key, i in found.minted.items()
    ]
    for part in _parts(minted):
        store.insert_new(session, identity, part)
    changed = {key: link for key, link in found.links.items() if known.links.get(key) != link}
    for part in _parts([key for key in changed if key in known.links]):
        for key in part:
            session.execute(delete(identity_link).where(_is(identity_link, _named(entity, key))))
            _note_relinked(session, entity, key, known.links[key], changed[key], moment)
    rows = [{**_named(entity, key), **link.__dict__, "decided_at": moment} for key, link in changed.items()]
    for part in _parts(rows):
        session.execute(insert(identity_link), part)
    _ask(session, entity, found, moment)
    return len(changed)


def _note_relinked(  # noqa: PLR0917  who, what and when
    session: Connection, entity: str, key: Key, before: Link, after: Link, moment: datetime
) -> None:
    if before.conformed_id != after.conformed_id:
        details = {"from": before.conformed_id, "to": after.conformed_id, "method": after.method}
        _note(session, _named(entity, key), after.decided_by, moment, "relinked", details)


def _ask(session: Connection, entity: str, found: Decisions, moment: datetime) -> None:
    """Opens new proposals and closes those that nothing is left to ask about."""
    is_open = {_key(row): row for row in _open_proposals(session, entity)}
    for key, row in is_open.items():
        asked = [c.as_json() for c in found.proposals.get(key, ())]
        if key not in found.settled and asked != row["candidates"]:
            _close(session, row, "superseded", "rule", moment)
    for key, candidates in found.proposals.items():
        asked = [candidate.as_json() for candidate in candidates]
        if key in is_open and is_open[key]["candidates"] == asked:
            continue
        link = found.links[key]
        reason = MOVED if key in found.moved else NEAR
        row = {**_named(entity, key), "reason": reason, "code": link.code, "name": link.name, "candidates": asked}
        session.execute(insert(identity_proposal).values(**row, state="open", opened_at=moment))
        _note(session, row, "rule", moment, "proposed", {"candidates": asked})


def _open_proposals(session: Connection, entity: str) -> list[Row]:
    statement = select(identity_proposal).where(
        identity_proposal.c.state == "open", identity_proposal.c.entity == entity
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _open_proposal(session: Connection, number: int) -> Row:
    row = session.execute(select(identity_proposal).where(identity_proposal.c.id == number)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no proposal {number}. `tandem match queue` lists those that wait.")
    if row["state"] != "open":
        who = f" by {row['closed_by']}" if row["closed_by"] else ""
        raise UnknownRecord(f"proposal {number} is {row['state']} already{who}; nothing was changed.")
    return dict(row)


def _chosen(row: Mapping[str, Any], code: str | None) -> Row:
    candidates: list[Row] = row["candidates"]
    wanted = (code or candidates[0]["code"]).strip().casefold()
    for candidate in candidates:
        if wanted in (str(candidate["code"]).casefold(), candidate["conformed_id"]):
            return candidate
    offered = ", ".join(str(c["code"]) for c in candidates)
    raise UnknownRecord(
        f"proposal {row['id']} offers {offered}, not {code}. For another code add a line to the alias file."
    )


def _rule(  # noqa: PLR0917  who, what and when
    session: Connection, record: Mapping[str, Any], ids: Iterable[str], is_same: bool, by: str, moment: datetime,
    pack_factor: Decimal | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    for conformed_id in ids:
        key = {name: record[name] for name in ("entity", "source", "source_id")} | {"conformed_id": conformed_id}
        session.execute(delete(identity_ruling).where(_is(identity_ruling, key)))
        said = {
            "is_same": is_same,
            "pack_factor": pack_factor,
            "decided_by": by,
            "decided_at": moment,
            "reason": reason,
        }
        session.execute(insert(identity_ruling).values(**key, **said))


def _close(session: Connection, row: Mapping[str, Any], state: str, by: str, moment: datetime) -> None:
    statement = update(identity_proposal).where(identity_proposal.c.id == row["id"])
    session.execute(statement.values(state=state, closed_at=moment, closed_by=by))


def _note(  # noqa: PLR0917  who, what and when
    session: Connection, record: Mapping[str, Any], by: str, moment: datetime, what: str, details: Mapping[str, Any]
) -> None:
    key = {name: record[name] for name in ("entity", "source", "source_id")}
    session.execute(
        insert(identity_event).values(**key, actor=by, happened_at=moment, what=what, details=dict(details))
    )


def _requisitions(session: Connection, product_id: str) -> list[str]:
    """Numbers of requisitions of the product that are open, or approved and not yet closed."""
    statement = select(requisition.c.number).where(
        requisition.c.product_id == product_id, requisition.c.state.in_((*OPEN, *SUPPLY))
    )
    return list(session.scalars(statement.order_by(requisition.c.number)))


def _named(entity: str, key: Key) -> Row:
    return {"entity": entity, "source": key[0], "source_id": key[1]}


def _is(table: Any, record: Mapping[str, Any]) -> Any:
    """The row of `table` with the record's key."""
    return and_(*(table.c[name] == value for name, value in record.items()))


def _said(row: Mapping[str, Any]) -> str:
    return f"{row['source']} {row['code'] or row['source_id']} {row['name'] or ''}".strip()


def _parts(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
