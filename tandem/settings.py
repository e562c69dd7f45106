"""The company file (`tandem.yaml`): typed, read once at the edge, handed down.

Raises `CompanyFileError` with file, key and reason. Secrets are named in the file (`env:NAME`) and looked up here.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from connectors.config import SourceConfig
from tandem.alert_settings import Alerts
from tandem.approval_settings import Approvals, Approver
from tandem.channel_settings import ChannelConfig, Links
from tandem.errors import TandemError
from tandem.people_settings import SEES_COST, Person
from tandem.policy_settings import Policies

Entity = Literal["product", "supplier", "customer", "location"]


class CompanyFileError(TandemError):
    """The company file cannot be read or says something impossible."""


class SecretMissing(TandemError):
    """A secret that the company file names is not set."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CompanyInfo(_Section):
    name: str
    base_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    time_zone: str = "UTC"
    as_of: date | None = Field(None, description="business day planned from; default: today in `time_zone`")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Europe/Berlin") from error
        return value


class Stores(_Section):
    lake: str = ".tandem/lake"
    warehouse: Path = Path(".tandem/warehouse.duckdb")
    published: str = ".tandem/published"
    operations: str = "sqlite:///.tandem/operations.db"


class Matching(_Section):
    """Confidence from which a name is enough, and from which a person is asked; see `identity/confidence.py`."""

    apply_at: float = Field(0.97, gt=0.5, le=1)
    queue_at: float = Field(0.2, gt=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.queue_at > self.apply_at:
            raise ValueError(f"queue_at ({self.queue_at}) must not be above apply_at ({self.apply_at})")
        return self


class Identity(_Section):
    masters: dict[Entity, tuple[str, ...]] = Field(
        default_factory=dict, description="sources that may introduce new members, first one first"
    )
    aliases: Path | None = Field(None, description="CSV: entity,source,source_id,code,pack_factor")
    product_links: Path | None = Field(
        None,
        description="CSV: kind,product_code,other_code,units_per,valid_from,reason; what a product goes by",
    )
    matching: dict[Entity, Matching] = Field(default_factory=dict, description="default: 0.97 and 0.2 for each")


class Forecasts(_Section):
    overrides: Path | None = Field(
        None,
        description="CSV or XLSX: product_code,location_code,from_on,to_on,mode,quantity,author,reason,decided_at; "
        "what people expect on top of the forecast (add) or instead of it (set)",
    )
    library_items: int = Field(
        500,
        ge=0,
        description="how many products and places of class A, the most valuable, statsforecast's models are "
        "tried for; 0: none",
    )


class Allocation(_Section):
    """Who gets short stock first: classes in this order, then the oldest order."""

    customer_classes: tuple[str, ...] = ()

    @field_validator("customer_classes")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("a customer class may stand here only once")
        return value


class Keeping(_Section):
    """How long the lake tells older versions of a row from newer ones; see `tandem compact`."""

    retention_days: float = Field(400, ge=1, description="a known_at within it sees what was known then")
    grace_hours: float = Field(24, ge=1, description="files that were folded stay this long for readers")


class Pilot(_Section):
    categories: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()


class Company(_Section):
    version: Literal[1]
    company: CompanyInfo
    stores: Stores = Stores()
    sources: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")], SourceConfig]
    identity: Identity = Identity()
    stock_of_record: dict[str, str] = Field(
        default_factory=dict, description="location code -> source; '*' for the rest"
    )
    policies: Policies = Policies()
    forecasts: Forecasts = Forecasts()
    allocation: Allocation = Allocation()
    keeping: Keeping = Keeping()
    pilot: Pilot = Pilot()
    channels: dict[str, ChannelConfig] = Field(default_factory=dict)
    links: Links | None = Field(None, description="approval links; null: none are sent")
    approvers: tuple[Approver, ...] = ()
    people: tuple[Person, ...] = Field((), description="who else asks in chat, and by role what they see")
    approvals: Approvals = Approvals()
    alerts: Alerts = Alerts()
    root: Path = Field(Path(), exclude=True, description="folder of the company file; relative paths start here")

    @model_validator(mode="after")
    def _sources_exist(self) -> Self:
        named = {*self.stock_of_record.values(), *(s for group in self.identity.masters.values() for s in group)}
        if unknown := named - set(self.sources):
            raise ValueError(f"{sorted(unknown)} are named, but `sources` has only {sorted(self.sources)}")
        if own := {"operations", "identity"} & set(self.sources):
            raise ValueError(f"a source may not be called `{min(own)}`: that name is Tandem's own")
        if taken := {name for name, source in self.sources.items() if getattr(source, "write_back", False)} & set(
            self.channels
        ):
            raise ValueError(f"{sorted(taken)} takes orders as a source, so no channel may have that name")
        return self

    @model_validator(mode="after")
    def _one_person_each(self) -> Self:
        everybody: tuple[Approver | Person, ...] = (*self.approvers, *self.people)
        bound = {(one.name, one.slack) for one in everybody if one.slack}
        members = [member for _, member in bound]
        if twice := {member for member in members if members.count(member) > 1}:
            raise ValueError(f"the Slack member {min(twice)} stands for several names")
        return self

    @model_validator(mode="after")
    def _delegates_are_approvers(self) -> Self:
        names = {approver.name for approver in self.approvers}
        for approver in self.approvers:
            for away in approver.away:
                if away.delegate not in names - {approver.name}:
                    raise ValueError(f"{approver.name} has the delegate {away.delegate}, who is no other approver")
        return self

    @model_validator(mode="after")
    def _channels_of_approvers(self) -> Self:
        names = {approver.name for approver in self.approvers}
        if unknown := {channel.person for channel in self.channels.values()} - {None} - names:
            raise ValueError(f"a channel has the person {min(map(str, unknown))}, who is not among `approvers`")
        return self

    @model_validator(mode="after")
    def _channels_of_owners(self) -> Self:
        for place, one in enumerate(self.alerts.owners):
            if unknown := set(one.channels) - set(self.channels):
                raise ValueError(
                    f"alerts.owners.{place} names the channel {min(unknown)!r}, but `channels` has only "
                    f"{sorted(self.channels)}"
                )
        return self

    def sees_cost(self, member: str) -> bool:
        """Whether a Slack member may see cost and margin. A company that names no `people` hides nothing."""
        roles = {one.slack: one.role for one in self.people}
        is_approver = member in {one.slack for one in self.approvers}
        return not roles or is_approver or roles.get(member, "viewer") in SEES_COST

    def path(self, relative: str | Path) -> Path:
        """`relative`, from the folder of the company file unless it is absolute."""
        return self.root / relative

    def url(self, location: str) -> str:
        """A store's location as an fsspec URL or absolute path."""
        return location if "://" in location else str(self.path(location).resolve())

    @property
    def operations_url(self) -> str:
        """SQLAlchemy URL of the operations store, with SQLite paths made absolute."""
        prefix = "sqlite:///"
        if not self.stores.operations.startswith(prefix):
            return self.stores.operations
        return prefix + str(self.path(self.stores.operations.removeprefix(prefix)).resolve())

    @property
    def alert_people(self) -> frozenset[str]:
        """Who may snooze alerts: approvers, and owners of alerts."""
        owners = {one.owner for one in self.alerts.owners if one.owner}
        return frozenset(owners | {approver.name for approver in self.approvers})

    @property
    def enabled_sources(self) -> dict[str, SourceConfig]:
        """The sources that are switched on, by name."""
        return {name: source for name, source in self.sources.items() if source.enabled}

    @property
    def policy_version(self) -> str:
        """Twelve hex digits over everything that policies say; a change of any value changes it.

        Raises CompanyFileError where a file that they name cannot be read.
        """
        files = {"overrides", "supplier_terms", "supplier_calendars"}
        said = self.policies.model_dump(mode="json", exclude=files)
        said |= {name: self._hash(f"policies.{name}", getattr(self.policies, name)) for name in files}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]

    def _hash(self, key: str, file: Path | None) -> str:
        try:
            return hashlib.sha256(self.path(file).read_bytes()).hexdigest() if file else ""
        except OSError as error:
            raise CompanyFileError(
                f"{key}: {file} cannot be read beside the company file ({error.strerror}). "
                f"Put it there, or correct {key}."
            ) from error


def load_company(file: Path) -> Company:
    """Reads the company file.

    Raises:
        CompanyFileError: naming file, key and reason, one line a mistake.
    """
    try:
        said = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise CompanyFileError(f"{file}: cannot be read ({error.strerror}). Give another with --company.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CompanyFileError(f"{file}: is not valid YAML: {error}") from error
    if not isinstance(said, dict):
        raise CompanyFileError(f"{file}: must be a mapping with `version: 1` and `company:`.")
    try:
        return Company.model_validate({**said, "root": file.resolve().parent})
    except ValidationError as error:
        raise CompanyFileError("\n".join(_said(file, mistake) for mistake in error.errors())) from error


def _said(file: Path, mistake: Any) -> str:
    key = ".".join(str(part) for part in mistake["loc"]) or "(whole file)"
    value = mistake.get("input")
    given = f" (given: {value!r})" if isinstance(value, str | int | float | bool) else ""
    return f"{file}: {key}: {mistake['msg']}{given}"


SecretLookup = Callable[[str], SecretStr]


def environment_secret(reference: str) -> SecretStr:
    """The secret behind `env:NAME`. Raises SecretMissing, naming the variable but never a value."""
    kind, _, name = reference.partition(":")
    value = os.environ.get(name, "") if kind == "env" else ""
    if not value:
        raise SecretMissing(
            f"{reference}: no such secret. Set the environment variable {name}."
            if kind == "env"
            else f"{reference}: Prefect blocks are read only when Prefect runs the step."
        )
    return SecretStr(value)


def current_environment() -> dict[str, str]:
    """A copy of the environment, for processes that Tandem starts."""
    return dict(os.environ)


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Sets environment variables for a library that is configured by them, and puts back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
