"""What can go wrong between an outbox row and the person it is for.

DeliveryError
+-- CannotRender     the row does not say what its message needs, or nobody knows its kind: permanent
+-- Refused          the receiver said no (credential, channel, content): permanent
+-- Unreachable      surely not delivered, a later try may be: network, 5xx, rate limit
+-- Unknown          the receiver may have taken it, the reply never came: ask before repeating
"""

from tandem.errors import TandemError


class DeliveryError(TandemError):
    """Base: one message was not delivered; the others go on."""


class CannotRender(DeliveryError):
    """The message cannot be written. Trying again changes nothing."""


class Refused(DeliveryError):
    """The receiver refuses. Trying again changes nothing until somebody changes the set-up."""


class Unreachable(DeliveryError):
    """The receiver did not take it.

    Attributes:
        retry_after_seconds: the wait that the receiver asked for; None when it asked for none.
    """

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unknown(DeliveryError):
    """Sent, but whether it arrived is not known."""
