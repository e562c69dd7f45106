"""Does a source answer? For `tandem doctor`: connects and authenticates, reads nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from connectors.pseudonym import KEY_REFERENCE, unnamed
from connectors.reader import ReaderContext
from connectors.registry import open_reader

if TYPE_CHECKING:
    from tandem.settings import Company, SecretLookup

_HAS_PERSONS = {"shopify", "odoo"}


def check_source(company: Company, name: str, secrets: SecretLookup, now: datetime) -> None:
    """Raises a ConnectorError or SecretMissing that says what to do; silent when all is well."""
    config = company.sources[name]
    if config.system in _HAS_PERSONS:
        secrets(KEY_REFERENCE)
    reader = open_reader(config, ReaderContext(name, secrets, company.root, now, unnamed))
    try:
        reader.check()
    finally:
        reader.close()
