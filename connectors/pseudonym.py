"""Persons under another name: the same address gives the same name, and without the key there is no way back."""

import hmac
import unicodedata
from hashlib import sha256

from pydantic import SecretStr

from connectors.errors import WrongCredential
from connectors.reader import Pseudonym
from tandem.settings import SecretLookup

KEY_REFERENCE = "env:TANDEM_PSEUDONYM_KEY"
"""Where the key is looked up when nobody hands one in."""

_SHORTEST = 16


def make_pseudonym(key: SecretStr) -> Pseudonym:
    """A function from an e-mail address to 32 hex digits: HMAC-SHA256 of the normalised address under `key`.

    Case, surrounding space and Unicode compatibility forms do not matter. None, and nothing but space, stay None.

    Raises:
        WrongCredential: the key is shorter than 16 characters, which could be guessed.
    """
    secret = key.get_secret_value().encode()
    if len(secret) < _SHORTEST:
        raise WrongCredential(f"the pseudonym key is shorter than {_SHORTEST} characters. Set a longer one.")

    def pseudonym(person: str | None) -> str | None:
        address = unicodedata.normalize("NFKC", person or "").strip().casefold()
        return hmac.new(secret, address.encode(), sha256).hexdigest()[:32] if address else None

    return pseudonym


def lazy_pseudonym(secrets: SecretLookup) -> Pseudonym:
    """As `make_pseudonym`, but the key is looked up when the first person comes, so that others need none."""
    made: list[Pseudonym] = []

    def pseudonym(person: str | None) -> str | None:
        if person is None:
            return None
        if not made:
            made.append(make_pseudonym(secrets(KEY_REFERENCE)))
        return made[0](person)

    return pseudonym
