"""The channels of the company file: where messages go, in which language, and what each channel takes."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.config import SecretRef
from tandem.alert_settings import AlertTimes
from tandem.people_settings import SEES_COST, Role

Language = Literal["en", "zh"]
AlertKind = Literal[
    "requisition", "shortage", "oversell", "excess", "late_receipt", "surge", "review_rule", "stock_residual",
    "stale_source", "heartbeat",
]  # fmt: skip


class _Channel(AlertTimes):
    enabled: bool = True
    language: Language = "en"
    kinds: tuple[AlertKind, ...]
    role: Role = Field("buyer", description="of its readers; cost is shown to buyers and engineers alone")
    person: str | None = Field(None, description="who alone reads it; such a channel gets that approver's own links")

    @property
    def is_discreet(self) -> bool:
        """Whether its readers may not see cost. A channel of an approver's own shows it."""
        return self.role not in SEES_COST and self.person is None


class Links(BaseModel):
    """Signed links to approve or reject, in messages to channels with a `person`; `tandem links` serves the pages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://", description="where people's browsers reach the pages")
    secret: SecretRef = Field(description="signs the links; 16 random characters or more")
    valid_hours: float = Field(72, gt=0, le=24 * 31)


class SlackChannel(_Channel):
    type: Literal["slack"]
    channel: str
    token: SecretRef
    url: str = "https://slack.com/api/"
    buttons: bool = Field(
        False, description="requisitions can be decided here, and alerts snoozed; `tandem chat` must run to answer"
    )


class FileChannel(_Channel):
    type: Literal["file"]
    path: Path


class ConsoleChannel(_Channel):
    type: Literal["console"]


class FeishuChannel(_Channel):
    """A custom bot of a Feishu (or Lark) group."""

    type: Literal["feishu"]
    webhook: SecretRef = Field(description="the bot's whole address: who knows it may post")
    secret: SecretRef | None = Field(None, description="for the signature, if the bot asks for one")


class DingTalkChannel(_Channel):
    """A custom bot of a DingTalk group."""

    type: Literal["dingtalk"]
    webhook: SecretRef = Field(description="the bot's whole address: who knows it may post")
    secret: SecretRef | None = Field(None, description="for the signature (SEC...), if the bot asks for one")


class WeComChannel(_Channel):
    """A bot of a WeCom group."""

    type: Literal["wecom"]
    webhook: SecretRef = Field(description="the bot's whole address: who knows it may post")


class AppriseChannel(_Channel):
    """Mail, Teams and whatever else Apprise knows, as plain text."""

    type: Literal["apprise"]
    url: SecretRef = Field(description="Apprise's URL, such as mailtos://user:password@example.com")


ChannelConfig = Annotated[
    SlackChannel | FileChannel | ConsoleChannel | FeishuChannel | DingTalkChannel | WeComChannel | AppriseChannel,
    Field(discriminator="type"),
]
