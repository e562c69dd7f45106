"""The approval rules that were ever in force, newest first; the newest is in force."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from operations.candidates import Row
from operations.errors import UnknownRules
from operations.routing import RuleSet
from operations.store import Store
from operations.tables import audit, rule_version


def live_rules(session: Connection) -> RuleSet:
    """What is in force; empty before anything was applied."""
    newest = select(rule_version.c.version, rule_version.c.content).order_by(rule_version.c.id.desc()).limit(1)
    found = session.execute(newest).first()
    return RuleSet.of_json(found.version, found.content) if found else RuleSet()


def versions(store: Store) -> list[Row]:
    """Columns: version, author, reason, applied_at, rules (how many); newest first, which is in force."""
    with store.read() as session:
        found = session.execute(select(rule_version).order_by(rule_version.c.id.desc())).mappings().all()
    named = ("version", "author", "reason", "applied_at")
    return [{**{name: row[name] for name in named}, "rules": len(row["content"])} for row in found]


def apply(store: Store, draft: RuleSet, by: str, reason: str, now: datetime) -> bool:
    """Puts the draft in force. False: it is in force already, nothing was changed."""
    with store.begin() as session:
        store.lock(session, "rules")
        return _put_in_force(session, draft, by, reason, now)


def apply_first(store: Store, draft: RuleSet, reason: str, now: datetime) -> bool:
    """Puts the draft in force where nothing ever was; by nobody, so no person's later word is overruled."""
    with store.begin() as session:
        store.lock(session, "rules")
        if not draft.rules or session.execute(select(rule_version.c.id).limit(1)).first():
            return False
        return _put_in_force(session, draft, "tandem", reason, now)


def roll_back(store: Store, version: str | None, by: str, reason: str, now: datetime) -> str:
    """Puts an earlier version in force again, by default the one before; gives its name.

    Raises:
        UnknownRules: there is none of that name, several begin so, or nothing was in force before.
    """
    with store.begin() as session:
        store.lock(session, "rules")
        found = session.execute(select(rule_version).order_by(rule_version.c.id.desc())).mappings().all()
        earlier = {row["version"]: row["content"] for row in found if row["version"] != found[0]["version"]}
        wanted = next(iter(earlier), None) if version is None else _named(version, list(earlier))
        if wanted is None:
            raise UnknownRules("No other version of the approval rules was ever in force. `tandem rules list`")
        _put_in_force(session, RuleSet.of_json(wanted, earlier[wanted]), by, reason, now)
    return wanted


def _named(version: str, known: list[str]) -> str:
    fitting = [one for one in known if one.startswith(version)]
    if len(fitting) == 1:
        return fitting[0]
    what = "several versions begin so" if fitting else "there is no such version beside the one in force"
    raise UnknownRules(f"{version!r}: {what}. `tandem rules list` names them.")


def _put_in_force(session: Connection, rules: RuleSet, by: str, reason: str, now: datetime) -> bool:
    if live_rules(session).version == rules.version:
        return False
    values: Row = {"version": rules.version, "author": by, "reason": reason, "applied_at": now}
    session.execute(insert(rule_version).values(**values, content=rules.as_json()))
    said: dict[str, Any] = {"happened_at": now, "actor": by, "what": "approval rules", "subject": rules.version}
    session.execute(insert(audit).values(**said, is_allowed=True, details={"reason": reason}))
    return True
