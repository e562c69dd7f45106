"""The company file's section `approvals`."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class Approvals(BaseModel):
    """How approvals go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    change_limit: Decimal = Field(
        Decimal("0.1"), ge=0, le=10,
        description="share by which quantity or unit price of the ERP's order may depart from what was approved; "
        "more is asked again",
    )  # fmt: skip
