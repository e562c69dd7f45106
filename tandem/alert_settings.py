"""Who is told of alerts, and when: owners, quiet hours, digest times."""

import re
from datetime import time
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _clock_time(value: Any) -> Any:
    """YAML reads 19:00 without quotes as a number of seconds, so that only text is a time of day."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('is no time of day: write hours and minutes in quotes, such as "19:00"')
    return value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


class QuietHours(BaseModel):
    """Every night, and whole days of the week; clock times of the company's time zone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: ClockTime | None = Field(None, alias="from")
    to: ClockTime | None = None
    all_day: tuple[Weekday, ...] = Field((), description="quiet from midnight to midnight, such as [sat, sun]")

    @model_validator(mode="after")
    def _is_a_time(self) -> Self:
        if (self.from_ is None) is not (self.to is None):
            raise ValueError("needs both `from` and `to`, or neither")
        if self.from_ is None and not self.all_day:
            raise ValueError("names no time: give `from` and `to`, or `all_day`")
        if self.from_ is not None and self.from_ == self.to:
            raise ValueError("`from` and `to` are the same time; whole days stand under `all_day`")
        if len(set(self.all_day)) == len(WEEKDAYS):
            raise ValueError("every day is quiet, so nothing would ever be told; use `enabled: false` for that")
        return self

    def covers(self, clock: time) -> bool:
        """Whether a time of day lies in the night."""
        if self.from_ is None or self.to is None:
            return False
        if self.from_ < self.to:
            return self.from_ <= clock < self.to
        return clock >= self.from_ or clock < self.to


class AlertTimes(BaseModel):
    """What every channel may say about when it is told of alerts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quiet_hours: QuietHours | None = Field(None, description="alerts that arise then are told together afterwards")
    digest_at: tuple[ClockTime, ...] = Field((), description="alerts are told together at these times only")
    quiet_high: bool = Field(False, description="alerts of severity high wait too")

    supply_risk_on: Weekday | None = Field(None, description="day on which every open supply risk is told, once a week")

    @model_validator(mode="after")
    def _some_digest(self) -> Self:
        for clock in self.digest_at:
            if self.quiet_hours is not None and self.quiet_hours.covers(clock):
                raise ValueError(f"digest_at {clock:%H:%M} lies in the quiet hours, so that digest would never come")
        return self


OwnedKind = Literal[
    "shortage", "oversell", "excess", "late_receipt", "surge", "review_rule", "stock_residual", "stale_source",
]  # fmt: skip


class AlertOwner(BaseModel):
    """Whose some alerts are, and which channels hear of them too, or alone. What is left out fits everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[OwnedKind, ...] = ()
    category: str | None = None
    location_code: str | None = None
    supplier: str | None = Field(None, description="the supplier's name or conformed id")
    owner: str | None = Field(None, description="whose they are; stands in the message")
    channels: tuple[str, ...] = Field((), description="hear of them whatever their own `kinds` say")
    instead: bool = Field(False, description="these channels alone")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.owner is None and not self.channels:
            raise ValueError("names neither an `owner` nor `channels`, so it says nothing")
        if self.instead and not self.channels:
            raise ValueError("`instead: true` needs `channels`, or nobody would hear of these alerts")
        return self


class Alerts(BaseModel):
    """The company file's section `alerts`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owners: tuple[AlertOwner, ...] = Field(
        (), description="every one that fits adds its channels; the first that names an owner says whose it is"
    )
