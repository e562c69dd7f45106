"""What an error of the Slack SDK means: surely refused, surely not there, or not known."""

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from alerts.errors import DeliveryError, Refused, Unknown, Unreachable

_SENTENCES: Mapping[str, str] = {
    "not_authed": "Slack got no token. Set the secret that `token` names.",
    "invalid_auth": "Slack refuses the token. Put a valid bot token (xoxb-...) into the secret that `token` names.",
    "account_inactive": "the token's app or user was removed from Slack. Install the app again.",
    "token_revoked": "the token was revoked. Install the app again and store the new token.",
    "token_expired": "the token has expired. Store a new one.",
    "channel_not_found": "Slack has no channel {channel}, or the app may not see it. Check `channel`; invite the app.",
    "not_in_channel": "the app is not in {channel}. Invite it there.",
    "is_archived": "{channel} is archived. Choose another channel.",
    "restricted_action": "a rule of the workspace does not let the app post in {channel}.",
    "msg_too_long": "Slack says that the message is too long.",
    "msg_blocks_too_long": "Slack says that the message's blocks are too long.",
}
_NOT_TAKEN = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_access_not_granted"})
"""Slack's words for "not now", sent before anything is done."""
_PERHAPS_TAKEN = frozenset({"internal_error", "fatal_error", "request_timeout"})
"""Slack's documentation: "some aspect of the operation" may have "succeeded before the error was raised"."""
_NEVER_CONNECTED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


def explained(name: str, channel: str, url: str, error: Exception, was_sending: bool) -> DeliveryError:
    """The DeliveryError for what the SDK raised; re-raises what is not a failure of the network or of Slack.

    Args:
        name: of the channel in the company file.
        channel: Slack's channel.
        url: of the Web API.
        error: what the SDK raised.
        was_sending: whether the call would have posted something.
    """
    from slack_sdk.errors import SlackApiError, SlackClientError

    if isinstance(error, SlackApiError):
        return _answered(name, channel, url, error.response, was_sending)
    if isinstance(error, URLError) and isinstance(error.reason, _NEVER_CONNECTED):
        return Unreachable(f"{name}: {url} cannot be reached ({error.reason}). Check `url` and the network.")
    if isinstance(error, OSError | HTTPException | SlackClientError):
        return _broken(name, url, f"the connection broke ({type(error).__name__})", was_sending)
    raise error


def _answered(name: str, channel: str, url: str, response: Any, was_sending: bool) -> DeliveryError:
    from alerts.channels.slack import wait_seconds

    status, body = response.status_code, response.data if isinstance(response.data, dict) else {}
    said = str(body.get("error", ""))
    if status == 429 or said in _NOT_TAKEN:
        return Unreachable(f"{name}: Slack asks to slow down ({said or status}).", wait_seconds(response.headers))
    if said in _PERHAPS_TAKEN or status >= 500 or (status == 200 and " " in said):
        return _broken(name, url, f"Slack failed on its side (HTTP {status})", was_sending)
    if status != 200:
        return Refused(f"{name}: {url} is not Slack's Web API (HTTP {status}). Check `url`.")
    return Refused(f"{name}: {_sentence(said, channel, body)}")


def _sentence(said: str, channel: str, body: Mapping[str, Any]) -> str:
    if said == "missing_scope":
        return f"the token lacks the scope {body.get('needed')}. Add it to the app and install the app again."
    if said in _SENTENCES:
        return _SENTENCES[said].format(channel=channel)
    details = "; ".join(str(one) for one in (body.get("response_metadata") or {}).get("messages") or ())
    return f"Slack refuses the message: {said}{f' ({details})' if details else ''}."


def _broken(name: str, url: str, what: str, was_sending: bool) -> DeliveryError:
    if was_sending:
        return Unknown(f"{name}: {what} while a message was on its way to {url}: it may have arrived.")
    return Unreachable(f"{name}: {what} at {url}. Nothing was sent.")
