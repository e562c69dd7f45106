"""Persons under another name: a random one, kept under a keyed hash of the address, so that it can be forgotten.

The key (`KEY_REFERENCE`) only makes the hash by which a person's name is looked up; without the entry nothing leads
from the address to the name, and without the key nothing leads from an entry to the address.
"""

import hmac
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Protocol

from pydantic import SecretStr

from connectors.errors import ConnectorError, WrongCredential
from connectors.reader import Pseudonyms
from tandem.settings import SecretLookup

KEY_REFERENCE = "env:TANDEM_PSEUDONYM_KEY"
"""Where the key is looked up."""

_SHORTEST = 16


class PersonKeys(Protocol):
    """Where the names of persons are kept, by the hash of their address (`lookup_of`)."""

    def known(self, lookups: Sequence[str]) -> Mapping[str, str | None]:
        """The names of those that have one; None for those that were forgotten; the others are left out."""

    def give(self, earlier: Mapping[str, str]) -> Mapping[str, str | None]:
        """Names for those that have none yet: lookup -> the name that a Tandem before 0.2 gave (`earlier_name`)."""


def pseudonyms(secrets: SecretLookup, keys: Callable[[], PersonKeys]) -> Pseudonyms:
    """A function from e-mail addresses to names, a batch at a time. A forgotten person stays None.

    Key and keeper are looked up when the first person comes, so that sources without persons need neither.

    Raises:
        SecretMissing, WrongCredential: there is no key, or one that could be guessed.
    """
    names: dict[str, str | None] = {}
    opened: list[tuple[bytes, PersonKeys]] = []

    def of(persons: Sequence[str | None]) -> list[str | None]:
        addresses = [normal(person) for person in persons]
        if unmet := {address for address in addresses if address and address not in names}:
            if not opened:
                opened.append((_key(secrets(KEY_REFERENCE)), keys()))
            names.update(_looked_up(*opened[0], unmet))
        return [names[address] if address else None for address in addresses]

    return of


def unnamed(persons: Sequence[str | None]) -> list[str | None]:
    """For work that meets no persons: refuses the first that comes all the same."""
    if any(persons):
        raise ConnectorError("a person came where none was expected; nothing was landed under anybody's own name.")
    return list(persons)


def normal(person: str | None) -> str:
    """An address as it is compared: case, surrounding space and Unicode compatibility forms do not matter."""
    return unicodedata.normalize("NFKC", person or "").strip().casefold()


def lookup_of(key: SecretStr, person: str) -> str:
    """64 hex digits by which a person's entry is found. Raises WrongCredential."""
    return _lookup(_key(key), normal(person))


def earlier_name(key: SecretStr, person: str) -> str:
    """The name that a Tandem before 0.2 gave: 32 hex digits that follow from key and address."""
    return _earlier(_key(key), normal(person))


def _looked_up(key: bytes, keys: PersonKeys, addresses: set[str]) -> dict[str, str | None]:
    lookups = {address: _lookup(key, address) for address in addresses}
    found = dict(keys.known(list(lookups.values())))
    missing = {lookup: _earlier(key, address) for address, lookup in lookups.items() if lookup not in found}
    if missing:
        found |= keys.give(missing)
    return {address: found[lookup] for address, lookup in lookups.items()}


def _key(key: SecretStr) -> bytes:
    if len(key.get_secret_value().encode()) < _SHORTEST:
        raise WrongCredential(f"the pseudonym key is shorter than {_SHORTEST} characters. Set a longer one.")
    return key.get_secret_value().encode()


def _lookup(key: bytes, address: str) -> str:
    return hmac.new(key, f"lookup|{address}".encode(), sha256).hexdigest()


def _earlier(key: bytes, address: str) -> str:
    return hmac.new(key, address.encode(), sha256).hexdigest()[:32]
