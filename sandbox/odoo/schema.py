"""The field map of Odoo 16: what each model's fields are called and what type they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Field:
    """One field: `type` in Odoo's words, `relation` the model it points at, `selection` its values."""

    name: str
    type: str
    relation: str | None = None
    required: bool = False
    stored: bool = True
    selection: tuple[str, ...] = ()

    def described(self) -> dict[str, object]:
        """The entry of `fields_get`."""
        said: dict[str, object] = {
            "type": self.type,
            "string": self.name.replace("_", " ").title(),
            "required": self.required,
            "readonly": not self.stored,
            "store": self.stored,
            "searchable": self.stored,
        }
        if self.relation:
            said["relation"] = self.relation
        if self.selection:
            said["selection"] = [[value, value.title()] for value in self.selection]
        return said


_COMMON = (
    Field("id", "integer"),
    Field("display_name", "char", stored=False),
    Field("create_date", "datetime"),
    Field("write_date", "datetime"),
    Field("create_uid", "many2one", "res.users"),
    Field("write_uid", "many2one", "res.users"),
)


@cache
def load_fields() -> Mapping[str, Mapping[str, Field]]:
    """Model -> field name -> field, from `fields_16.txt`."""
    models: dict[str, dict[str, Field]] = {}
    model = ""
    for line in (Path(__file__).parent / "fields_16.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            model = line.strip("[]")
            models[model] = {field.name: field for field in _COMMON}
        elif line and not line.startswith("#"):
            field = _parsed(line)
            models[model][field.name] = field
    return models


def _parsed(line: str) -> Field:
    head, _, values = line.rstrip("]").partition(" [")
    name, type_, *marks = head.split(" ")
    kind, _, relation = type_.partition("->")
    return Field(
        name,
        kind,
        relation or None,
        "required" in marks,
        "computed" not in marks,
        tuple(filter(None, values.split(","))),
    )
