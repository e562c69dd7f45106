"""What a company file may say about a source: one class a system, told apart by `system`."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, field_validator, model_validator

SecretRef = Annotated[str, Field(pattern=r"^(env:[A-Z][A-Z0-9_]*|block:[a-z0-9-]+)$")]
"""Where a secret is found, never the secret: `env:NAME` or `block:prefect-secret-block`."""


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    freshness_hours: float = Field(24, gt=0, description="older than this is stale, hours")
    look_back_minutes: float = Field(15, ge=0, description="overlap read again before the cursor, minutes")
    sweep_hours: float = Field(24, ge=0, description="every key is listed this often, to notice deletions, hours")
    shrink_limit: float = Field(0.5, ge=0, le=1, description="a snapshot below this share of the last is refused")


class _HttpSource(_Source):
    url: AnyHttpUrl
    timeout_seconds: float = Field(60, gt=0)
    page_size: int = Field(250, ge=1, le=5000)


class ShopifyConfig(_HttpSource):
    system: Literal["shopify"]
    api_version: str = "2026-07"
    token: SecretRef
    page_size: int = Field(100, ge=1, le=250)
    channel: str = "online"


class OdooConfig(_HttpSource):
    system: Literal["odoo"]
    database: str
    user: str
    secret: SecretRef
    page_size: int = Field(2000, ge=1, le=20000)
    write_back: bool = False


class SupplierFilesConfig(_Source):
    system: Literal["supplier_files"]
    folder: Path


class TableMapping(BaseModel):
    """How one canonical stream is read from one file or table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str | None = Field(
        None, description="file name below `folder` (.csv, .xlsx, .parquet), or table name in `url`"
    )
    sheet: str | None = None
    query: str | None = Field(None, description='SQL over "file name without ending" or tables, instead of `table`')
    columns: dict[str, str] = Field(description="canonical column -> source column, or an SQL expression")
    where: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="of CSV; null: found from the header")
    decimal_comma: bool = Field(False, description="numbers are written 1.234,5")
    time_zone: str = Field("UTC", description="of instants that are written without an offset")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Europe/Berlin") from error
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("give either `table` or `query`")
        return self


class TablesConfig(_Source):
    system: Literal["tables"]
    folder: Path | None = None
    url: SecretRef | None = Field(None, description="SQLAlchemy URL, as a secret")
    streams: dict[str, TableMapping]

    @model_validator(mode="after")
    def _fits_the_canonical_streams(self) -> Self:
        from connectors.tables.streams import SYSTEM

        if (self.folder is None) == (self.url is None):
            raise ValueError("give either `folder` or `url`")
        declared = {stream.name: stream for stream in SYSTEM.streams}
        for name, mapping in self.streams.items():
            if name not in declared:
                raise ValueError(f"there is no stream {name!r}; there are {sorted(declared)}")
            stream = declared[name]
            if unknown := sorted(set(mapping.columns) - set(stream.columns)):
                raise ValueError(f"streams.{name}.columns: {unknown} are not columns of it: {list(stream.columns)}")
            if missing := sorted({*stream.key, *stream.required} - set(mapping.columns)):
                raise ValueError(f"streams.{name}.columns: {missing} must be mapped")
        return self


SourceConfig = Annotated[ShopifyConfig | OdooConfig | SupplierFilesConfig | TablesConfig, Field(discriminator="system")]


def system_of(config: Any) -> str:
    """The system's name (`odoo`) of a source's configuration."""
    return str(config.system)
