"""What can go wrong with the chat app before it runs.

ChatError
+-- NoSlackChannel   the company file has no Slack channel to answer in
+-- NoLinks          the company file has no approval links
+-- NotConnected     Slack does not take the app's token
+-- BadRequest       what was sent is not what Slack sends
"""

from tandem.errors import TandemError


class ChatError(TandemError):
    """Base of all."""


class NoSlackChannel(ChatError):
    """There is nothing to answer in."""


class NoLinks(ChatError):
    """There is nothing to serve."""


class NotConnected(ChatError):
    """Slack opens no connection for Socket Mode."""


class BadRequest(ChatError):
    """An action without requisition, or a view that is not ours; nothing was changed."""
