"""The match step's decisions for one entity: what people said, then exact rules, then names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from identity.names import compare_names, one_to_one
from identity.records import Candidate, Key, Link, Record, mint

MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Thresholds:
    """Confidence from which a name is enough (`apply_at`), and from which a person is asked (`queue_at`)."""

    apply_at: float
    queue_at: float


@dataclass(frozen=True)
class Known:
    """What was decided before.

    Attributes:
        ids: record -> the id that was minted for it.
        links: record -> its last link.
        same: record -> the id that a person says it is, and its pack factor.
        different: record -> ids that a person says it is not.
        moved: record -> members that its code belongs to now and belonged to before, as asked and not yet answered.
    """

    ids: Mapping[Key, str] = field(default_factory=dict)
    links: Mapping[Key, Link] = field(default_factory=dict)
    same: Mapping[Key, tuple[str, Decimal | None, str]] = field(default_factory=dict)
    different: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    moved: Mapping[Key, list[Candidate]] = field(default_factory=dict)


@dataclass
class Decisions:
    """What is to be so now: a link for every record, ids to be minted, and who is asked about what.

    `settled` are records whose names were not compared again: what is asked about them stays asked. `moved` are those
    of `proposals` that are asked because a code now belongs to another member.
    """

    links: dict[Key, Link] = field(default_factory=dict)
    minted: dict[Key, str] = field(default_factory=dict)
    proposals: dict[Key, list[Candidate]] = field(default_factory=dict)
    settled: set[Key] = field(default_factory=set)
    moved: set[Key] = field(default_factory=set)


def decide(records: Sequence[Record], known: Known, thresholds: Thresholds) -> Decisions:
    """Decides every record of one entity. Independent of the order of `records`."""
    named = _by_name(records, known, thresholds)
    found = Decisions(proposals=named.queued, settled=named.settled)
    members = _Members({record.key: record for record in records}, known, named, found)
    for record in records:
        found.links[record.key] = _link(record, members.identify(record.key), named, known)
        if record.key in found.moved:
            found.links[record.key] = _waiting(found.links[record.key], found.proposals[record.key])
    return found


class _Members:
    """The id behind each record; what it decides on the way goes into `found`."""

    def __init__(self, records: Mapping[Key, Record], known: Known, named: "_Named", found: Decisions) -> None:
        self.records, self.known, self.named, self.found = records, known, named, found
        self.owners = {known.ids[key]: record for key, record in records.items() if key in known.ids}
        self.resolved: dict[Key, str | None] = {}

    def identify(self, key: Key) -> str | None:
        """What a person said, the id of the record it follows, or its own."""
        if key not in self.resolved:
            self.resolved[key] = None  # a circle ends here
            self.resolved[key] = self._identify(self.records[key])
        return self.resolved[key]

    def _identify(self, record: Record) -> str | None:
        if said := self.known.same.get(record.key):
            return said[0]
        if record.root is not None and record.root != record.key:
            leads_to = self.identify(record.root)
            if asked := _moved(record, leads_to, self.known, self.owners):
                self.found.proposals[record.key] = asked
                self.found.moved.add(record.key)
                return None
            if leads_to not in self.known.different.get(record.key, frozenset()):
                return leads_to
        if found_name := self.named.applied.get(record.key):
            return found_name.conformed_id
        return self._own(record) if record.priority is not None else None

    def _own(self, record: Record) -> str:
        own = self.known.ids.get(record.key) or mint(record.entity, record.key)
        if record.key not in self.known.ids:
            self.found.minted[record.key] = own
        return own


def _moved(record: Record, leads_to: str | None, known: Known, owners: Mapping[str, Record]) -> list[Candidate] | None:
    """The new and the old owner of a record's code, when the code went from one member to another that is still there.

    Sales of the one would silently become sales of the other: a person says which. None: nothing of the kind.
    """
    if record.method != "code" or leads_to is None or known.different.get(record.key):
        return None
    if asked := known.moved.get(record.key):
        return None if leads_to == asked[-1].conformed_id else asked
    before = known.links.get(record.key)
    if before is None or before.method != "code" or before.code != record.code or before.conformed_id == leads_to:
        return None
    now, then = owners.get(leads_to), owners.get(before.conformed_id or "")
    if now is None or then is None:
        return None
    return [_candidate(now, leads_to, 0.5), _candidate(then, str(before.conformed_id), 0.5)]


def _waiting(link: Link, owners: Sequence[Candidate]) -> Link:
    now, before = owners[0], owners[-1]
    reason = (
        f"its code {link.code} belonged to {before.name or before.conformed_id} and now belongs to "
        f"{now.name or now.conformed_id}: say which it is with tandem match accept"
    )
    return replace(link, hold_reason=reason)


@dataclass
class _Named:
    applied: dict[Key, Candidate] = field(default_factory=dict)
    queued: dict[Key, list[Candidate]] = field(default_factory=dict)
    settled: set[Key] = field(default_factory=set)


def _link(record: Record, conformed_id: str | None, named: _Named, known: Known) -> Link:
    """Says how the id was found, or why there is none."""
    said = (record.code, record.name, record.second_key)
    if ruling := known.same.get(record.key):
        return Link(ruling[0], "manual", Decimal(1), ruling[1] or record.pack_factor, *said, None, ruling[2])
    if conformed_id is None:
        return Link(None, None, None, record.pack_factor, *said, _why_held(record, named, known), record.decided_by)
    by_name = named.applied.get(record.key)
    if by_name and by_name.conformed_id == conformed_id:
        return Link(conformed_id, "name", by_name.confidence, record.pack_factor, *said, None, "rule")
    is_own = record.root == record.key or bool(known.different.get(record.key))
    method, confidence = ("master", Decimal(1)) if is_own else (record.method, record.confidence)
    return Link(conformed_id, method, confidence, record.pack_factor, *said, None, record.decided_by)


def _why_held(record: Record, named: _Named, known: Known) -> str:
    if candidates := named.queued.get(record.key):
        best = candidates[0]
        return f"waits in the match queue: perhaps {best.code} {best.name or ''} ({best.confidence:.2f})"
    if record.key in named.settled and (before := known.links[record.key].hold_reason):
        return before
    if record.hold_reason is None and known.different.get(record.key):
        return "somebody said that it is another: say which with tandem match accept"
    return record.hold_reason or "no member has its code"


def _by_name(records: Sequence[Record], known: Known, thresholds: Thresholds) -> _Named:
    """What names say of records that nothing exact explains, source by source."""
    found = _Named()
    for source in sorted({record.source for record in records if _is_open(record, known)}):
        mine = [r for r in records if r.source == source and r.is_declared and r.name]
        rank = min((r.priority for r in mine if r.priority is not None), default=1_000_000)
        others = [
            r for r in records
            if r.is_declared and r.name and r.priority is not None and r.priority < rank and r.source != source
        ]  # fmt: skip
        if not others:
            continue
        if _is_settled(mine, others, known):
            _keep(mine, known, found)
        else:
            _compare(mine, others, known, thresholds, found)
    return found


def _is_open(record: Record, known: Known) -> bool:
    """Named, declared, and followed by nothing exact; a later master's own member too, it may be an earlier one's."""
    follows = record.root is not None and record.root != record.key
    rejected = bool(known.different.get(record.key))
    return bool(record.is_declared and record.name and record.key not in known.same and (not follows or rejected))


def _is_settled(mine: Sequence[Record], others: Sequence[Record], known: Known) -> bool:
    """Whether nothing is new since names were last compared: the same records under the same names."""
    return all(r.key in known.links and known.links[r.key].name == r.name for r in (*mine, *others)) and not any(
        known.different.get(r.key) for r in mine
    )


def _keep(mine: Sequence[Record], known: Known, found: _Named) -> None:
    for record in mine:
        link = known.links[record.key]
        if _is_open(record, known):
            found.settled.add(record.key)
        if link.method == "name" and link.conformed_id and link.confidence is not None and _is_open(record, known):
            found.applied[record.key] = Candidate(link.conformed_id, None, None, link.confidence)


def _compare(
    mine: Sequence[Record], others: Sequence[Record], known: Known, thresholds: Thresholds, found: _Named
) -> None:
    """Compares all names of the source, so that a name that has its partner elsewhere competes with the open ones."""
    import numpy as np

    ids = [known.ids.get(r.root or r.key) or mint(r.entity, r.root or r.key) for r in others]
    taken = {r.root for r in mine if r.root and r.root != r.key}
    pairs = compare_names([r.name or "" for r in mine], [r.name or "" for r in others])
    pairs = pairs[pairs["confidence"] >= thresholds.queue_at]
    is_free = [
        _is_open(mine[a], known)
        and (others[b].root or others[b].key) not in taken
        and ids[b] not in known.different.get(mine[a].key, frozenset())
        for a, b in zip(pairs["left"], pairs["right"], strict=True)
    ]
    pairs = pairs[np.array(is_free, dtype=bool)].sort_values(
        ["confidence", "left", "right"], ascending=[False, True, True]
    )
    sure = one_to_one(pairs)
    for a, b, p in zip(sure["left"], sure["right"], sure["confidence"], strict=True):
        if p >= thresholds.apply_at:
            found.applied[mine[a].key] = _candidate(others[b], ids[b], p)
    for a, b, p in zip(pairs["left"], pairs["right"], pairs["confidence"], strict=True):
        key = mine[a].key
        if key not in found.applied and len(found.queued.setdefault(key, [])) < MOST_CANDIDATES:
            found.queued[key].append(_candidate(others[b], ids[b], p))


def _candidate(record: Record, conformed_id: str, confidence: float) -> Candidate:
    return Candidate(conformed_id, record.code or record.source_id, record.name, round(Decimal(confidence), 4))
