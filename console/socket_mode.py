"""The Slack app over Socket Mode: it calls Slack, so that it needs no public address."""

import threading
from typing import Any

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from console.errors import NotConnected
from console.slack_app import create_app
from tandem.cycle import Cycle


def run(cycle: Cycle, app_token: SecretStr, stop: threading.Event | None = None) -> None:
    """Answers until `stop` is set, else until the process ends. A lost connection is opened again.

    Args:
        cycle: the company.
        app_token: `xapp-...`, with the scope `connections:write`.
        stop: set by whoever ends it.

    Raises:
        NotConnected: Slack does not take the token.
    """
    handler: Any = SocketModeHandler(create_app(cycle), app_token.get_secret_value())
    try:
        handler.connect()
        cycle.say("Connected to Slack over Socket Mode. Ctrl-C ends it.")
        (stop or threading.Event()).wait()
    except SlackApiError as error:
        raise NotConnected(f"Slack opens no connection: {error.response['error']}. Check SLACK_APP_TOKEN.") from error
    finally:
        handler.close()
