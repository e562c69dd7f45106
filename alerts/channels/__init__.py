"""Where messages go: Slack, a file, the terminal. `open_channels` makes them from the company file."""

from alerts.channels.channel import Channel, Receipt
from alerts.channels.closed import ClosedChannel
from alerts.channels.console import ConsoleChannel, Write, to_stdout
from alerts.channels.file import FileChannel
from alerts.channels.slack import SlackChannel
from tandem.settings import ChannelConfig, Company, SecretLookup, SecretMissing
from tandem.settings import ConsoleChannel as ConsoleConfig
from tandem.settings import FileChannel as FileConfig

__all__ = ["Channel", "ConsoleChannel", "FileChannel", "Receipt", "SlackChannel", "open_channels"]


def open_channels(company: Company, secrets: SecretLookup, write: Write = to_stdout) -> dict[str, Channel]:
    """The channels that are switched on, by name. Connects to nothing.

    A channel whose secret is missing is there too: it refuses each message for now, with the sentence that says what
    to set, while the others go on.

    Args:
        company: the company file.
        secrets: looks up a `SecretRef`.
        write: takes what a console channel shows.
    """
    enabled = {name: config for name, config in company.channels.items() if config.enabled}
    return {name: _open(name, config, company, secrets, write) for name, config in enabled.items()}


def _open(name: str, config: ChannelConfig, company: Company, secrets: SecretLookup, write: Write) -> Channel:
    if isinstance(config, FileConfig):
        return FileChannel(name, company.path(config.path))
    if isinstance(config, ConsoleConfig):
        return ConsoleChannel(name, write)
    try:
        return SlackChannel(name, config.channel, secrets(config.token), config.url)
    except SecretMissing as error:
        return ClosedChannel(name, str(error))
