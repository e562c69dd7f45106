"""Where messages go: Slack, Feishu, DingTalk, WeCom, Apprise, a file, the terminal. `open_channels` makes them."""

from alerts.channels.apprise import AppriseChannel
from alerts.channels.channel import Channel, Receipt
from alerts.channels.closed import ClosedChannel
from alerts.channels.console import ConsoleChannel, Write, to_stdout
from alerts.channels.dingtalk import DINGTALK
from alerts.channels.feishu import FEISHU
from alerts.channels.file import FileChannel
from alerts.channels.slack import SlackChannel
from alerts.channels.webhook import Clock, WebhookChannel
from alerts.channels.wecom import WECOM
from tandem import channel_settings as settings
from tandem.cycle import now
from tandem.settings import Company, SecretLookup, SecretMissing

__all__ = ["Channel", "ConsoleChannel", "FileChannel", "Receipt", "SlackChannel", "open_channels"]


def open_channels(
    company: Company, secrets: SecretLookup, write: Write = to_stdout, clock: Clock = now
) -> dict[str, Channel]:
    """The channels that are switched on, by name. Connects to nothing.

    A channel whose secret is missing is there too: it refuses each message for now, with the sentence that says what
    to set, while the others go on.

    Args:
        company: the company file.
        secrets: looks up a `SecretRef`.
        write: takes what a console channel shows.
        clock: the moment of a signature.
    """
    opened: dict[str, Channel] = {}
    for name, config in company.channels.items():
        if config.enabled:
            try:
                opened[name] = _open(name, config, company, secrets, write, clock)
            except SecretMissing as error:
                opened[name] = ClosedChannel(name, str(error))
    return opened


def _open(  # noqa: PLR0917 what `open_channels` is given
    name: str, config: settings.ChannelConfig, company: Company, secrets: SecretLookup, write: Write, clock: Clock
) -> Channel:
    match config:
        case settings.FileChannel():
            return FileChannel(name, company.path(config.path))
        case settings.ConsoleChannel():
            return ConsoleChannel(name, write)
        case settings.SlackChannel():
            return SlackChannel(name, config.channel, secrets(config.token), config.url)
        case settings.AppriseChannel():
            return AppriseChannel(name, secrets(config.url))
        case settings.WeComChannel():
            return WebhookChannel(WECOM, name, secrets(config.webhook), None, clock)
        case settings.FeishuChannel() | settings.DingTalkChannel():
            vendor = FEISHU if isinstance(config, settings.FeishuChannel) else DINGTALK
            secret = secrets(config.secret) if config.secret else None
            return WebhookChannel(vendor, name, secrets(config.webhook), secret, clock)
