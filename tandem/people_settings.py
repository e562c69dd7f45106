"""The company file's section `people`: who somebody is, and what they may see."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["engineer", "buyer", "sales", "warehouse", "viewer"]
SEES_COST: frozenset[Role] = frozenset({"engineer", "buyer"})
"""Roles with the right to cost, purchase prices, margins and what follows from them. Approvers have it too."""

SLACK_MEMBER = r"^[UW][A-Z0-9]{5,30}$"


class Person(BaseModel):
    """Somebody who asks in chat."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Role
    slack: str = Field(pattern=SLACK_MEMBER, description="member id in Slack")
