"""Which channels get a message."""

from collections.abc import Mapping

from tandem.channel_settings import ChannelConfig

_SAME_AS: Mapping[str, str] = {"requisition_decided": "requisition"}


def channels_for(kind: str, channels: Mapping[str, ChannelConfig], about: str | None = None) -> tuple[str, ...]:
    """Names of the channels that are on and take `kind`.

    Args:
        kind: one of `alerts.render.KINDS`.
        channels: of the company file.
        about: for `alert_closed`, the alert's kind: who heard of the opening hears of the end. A `digest` goes to
            whoever takes anything at all.
    """
    wanted = about if kind == "alert_closed" and about else _SAME_AS.get(kind, kind)
    return tuple(
        name for name, config in channels.items() if config.enabled and (kind == "digest" or wanted in config.kinds)
    )
