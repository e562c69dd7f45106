"""Changing records: every change goes through one `Change`, is stamped once, journalled, and can be applied again."""

from typing import Any

from sandbox.odoo.errors import MissingError
from sandbox.odoo.journal import Entry, Journal
from sandbox.odoo.table import PARENTS, Database, stamp


class Changes:
    """One transaction's changes after another.

    Args:
        database: what is changed.
        journal: where changes are kept; what it already holds is applied at once.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self.database = database
        self._journal = journal
        for entry in journal.entries():
            self._apply(entry)

    def now(self) -> str:
        """The transaction's start, which is what Odoo stamps its rows with."""
        return stamp(self.database.clock())

    def create(self, model: str, values: dict[str, Any], *, uid: int, at: str, external: str | None = None) -> int:
        """Adds a row and gives its id."""
        stamps = {"create_date": at, "write_date": at, "create_uid": uid, "write_uid": uid}
        table = self.database[model]
        for name in values:
            table.field(name)
        id_ = table.next_id
        self._record({"do": "create", "model": model, "values": {**values, **stamps}, "external": external})
        return id_

    def write(self, model: str, ids: list[int], values: dict[str, Any], *, uid: int | None = None, at: str) -> None:
        """Overwrites values; `write_date` moves even when the values are the same. Raises MissingError."""
        table = self.database[model]
        for name in values:
            table.field(name)
        if missing := [id_ for id_ in ids if table.position(id_) is None]:
            raise MissingError(f"Record does not exist or has been deleted. (Record: {model}({missing[0]},))")
        stamps = {"write_date": at} | ({"write_uid": uid} if uid else {})
        self._record({"do": "write", "model": model, "ids": ids, "values": {**stamps, **values}})

    def unlink(self, model: str, ids: list[int]) -> None:
        """Removes rows without a trace; their external ids are free again."""
        self._record({"do": "unlink", "model": model, "ids": ids})

    def _record(self, entry: Entry) -> None:
        self._apply(entry)
        self._journal.append(entry)

    def _apply(self, entry: Entry) -> None:
        table = self.database[entry["model"]]
        if entry["do"] == "create":
            id_ = table.insert(entry["values"])
            if entry["external"]:
                self.database.external[entry["external"]] = (table.model, id_)
        elif entry["do"] == "write":
            for id_ in entry["ids"]:
                table.update(id_, entry["values"])
        else:
            self._unlink(table.model, entry["ids"])

    def _unlink(self, model: str, ids: list[int]) -> None:
        """Lines go with their order, external ids with both."""
        for line, parent in PARENTS.items():
            if self.database[line].fields[parent].relation == model:
                self._unlink(line, [child for id_ in ids for child in self.database.children(line, parent, id_)])
        for id_ in ids:
            self.database[model].delete(id_)
        gone = {(model, id_) for id_ in ids}
        kept = {name: owner for name, owner in self.database.external.items() if owner not in gone}
        self.database.external = kept
