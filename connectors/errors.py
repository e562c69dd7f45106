"""What can go wrong between a system and the lake.

ConnectorError
+-- Unreachable         no answer: wrong address, network, time-out
+-- WrongCredential     401, or the system's own word for it
+-- NotAllowed          403: the credential is right, its rights are not enough
+-- NotThere            404: the address, database, stream, file or table does not exist
+-- RateLimited         still refused after the waits it asked for
+-- ServerFailed        5xx after all tries
+-- BadReply            the reply is not what the protocol says: half a page, not JSON, a GraphQL or RPC error
+-- SchemaDrift         a declared column is missing or has another type
+-- TruncatedFetch      far fewer rows than last time
"""

from tandem.errors import TandemError


class ConnectorError(TandemError):
    """Base: one source failed; the others go on."""


class Unreachable(ConnectorError):
    """The system did not answer."""


class WrongCredential(ConnectorError):
    """The system refuses the credential."""


class NotAllowed(ConnectorError):
    """The credential lacks a right."""


class NotThere(ConnectorError):
    """What was asked for does not exist."""


class RateLimited(ConnectorError):
    """The system asks to slow down, and goes on asking."""


class ServerFailed(ConnectorError):
    """The system failed on its side."""


class BadReply(ConnectorError):
    """The reply cannot be used."""


class SchemaDrift(ConnectorError):
    """The system's columns are no longer those declared."""


class TruncatedFetch(ConnectorError):
    """The fetch is too short to be believed."""
