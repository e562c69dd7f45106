"""The company file's sections `approvals` and `approvers`."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tandem.people_settings import SLACK_MEMBER

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkHours(BaseModel):
    """When people work, in the company's time zone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: time = time(9)
    end: time = time(17)
    weekdays: tuple[Weekday, ...] = Field(WEEKDAYS[:5], min_length=1)
    holidays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end ({self.end:%H:%M}) must be after start ({self.start:%H:%M})")
        return self


class Approvals(BaseModel):
    """How approvals go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    change_limit: Decimal = Field(
        Decimal("0.1"), ge=0, le=10,
        description="share by which quantity or unit price of the ERP's order may depart from what was approved; "
        "more is asked again",
    )  # fmt: skip
    rules: Path | None = Field(
        None,
        description="CSV or XLSX: step,min_amount,max_amount,category,location_code,supplier_code,approvers,hours,"
        "escalate_to; who is asked. A draft: `tandem rules apply` puts it in force",
    )
    work_hours: WorkHours = WorkHours()
    escalate_after_hours: Decimal | None = Field(
        None, gt=0, description="working hours until `escalate_to` may decide too; null: twice the rule's hours"
    )
    expire_after_days: int | None = Field(
        None, ge=1, description="days after which a requisition that nobody decided is over; null: never"
    )


class Away(BaseModel):
    """Days, both included, in the company's time zone, on which another approver decides in the person's name."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_on: date = Field(alias="from")
    to_on: date = Field(alias="to")
    delegate: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on < self.from_on:
            raise ValueError(f"to ({self.to_on}) lies before from ({self.from_on})")
        return self


class Approver(BaseModel):
    """Who may decide, up to which amount."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    limit: Decimal | None = Field(None, gt=0, description="highest amount in base currency; null: none")
    slack: str | None = Field(None, pattern=SLACK_MEMBER, description="member id in Slack; null: not there")
    away: tuple[Away, ...] = ()
