"""Modals and Home of the double: what Slack refuses in a view, and who saw which."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.slack.blocks import MAX_ID, block_faults, units

MAX_VIEW_BLOCKS = 100
MAX_METADATA = 3_000
MAX_TITLE = 24
MAX_VIEW = 250_000  # bytes, `view_too_large`
TRIGGER_SECONDS = 3

Clock = Callable[[], datetime]
View = dict[str, Any]


class Views:
    """The views that people see.

    Attributes:
        modals: opened ones, oldest first: `{user, view}`.
        homes: member id -> the Home that is shown.
        triggers: trigger id -> (member id, when given, whether used).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.modals: list[dict[str, Any]] = []
        self.homes: dict[str, View] = {}
        self._triggers: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def trigger(self, user: str) -> str:
        """A trigger id as a press brings it."""
        made = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[made] = (user, self._clock().timestamp())
        return made

    def open(self, trigger_id: Any, view: Any) -> tuple[str, View]:
        """Error or the opened view: a trigger serves once, for three seconds."""
        user, given = self._triggers.get(str(trigger_id), ("", 0.0))
        if not user:
            return "invalid_trigger_id", {}
        if trigger_id in self._used:
            return "exchanged_trigger_id", {}
        if self._clock().timestamp() - given > TRIGGER_SECONDS:
            return "expired_trigger_id", {}
        self._used.add(str(trigger_id))
        shown = {"id": f"V{len(self.modals):010d}", "state": {"values": {}}, **view}
        self.modals.append({"user": user, "view": shown})
        return "", shown


def view_faults(view: Any, kind: str) -> list[str]:
    """What Slack would say about a view of type `kind`; empty when it would take it."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [f"[ERROR] must be a view of type {kind} [json-pointer:/view]"]
    return [*_faults(view, kind), *block_faults(view.get("blocks"), MAX_VIEW_BLOCKS, in_view=True)]


def _faults(view: Mapping[str, Any], kind: str) -> Iterator[str]:
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"} if kind == "modal" else set()
    if extra := set(view) - allowed:
        yield f"[ERROR] unsupported properties {sorted(extra)} [json-pointer:/view]"
    for name in ("title", "submit", "close") if kind == "modal" else ():
        text = view.get(name)
        has_input = any(block.get("type") == "input" for block in view.get("blocks") or ())
        if text is None and (name == "close" or (name == "submit" and not has_input)):
            continue
        said = text.get("text") if isinstance(text, dict) and text.get("type") == "plain_text" else None
        if not said or units(said) > MAX_TITLE:
            yield f"[ERROR] must be plain text of 1 to {MAX_TITLE} characters [json-pointer:/view/{name}]"
    if units(str(view.get("private_metadata", ""))) > MAX_METADATA:
        yield f"[ERROR] no more than {MAX_METADATA} characters [json-pointer:/view/private_metadata]"
    if units(str(view.get("callback_id", ""))) > MAX_ID:
        yield f"[ERROR] no more than {MAX_ID} characters [json-pointer:/view/callback_id]"


def is_too_large(view: Any) -> bool:
    """Whether Slack says `view_too_large`."""
    return len(json.dumps(view)) > MAX_VIEW
