"""What a message says of whose it is and who snoozed it, and the buttons for that."""

from alerts.message import Block
from alerts.render.page import Page, button
from alerts.render.say import Say
from alerts.render.text import LONG, Safe, user_text

DAYS = (1, 7)
"""What the buttons offer."""


def snoozed(say: Say) -> list[Safe]:
    """Until when it is snoozed, by whom and why; nothing while it is not."""
    if not say.row.get("snoozed_until"):
        return []
    why = {"by": say.text("snoozed_by", 120), "reason": user_text(say.row, "snooze_reason", LONG) or say.none}
    return [say.word("snoozed", until=say.instant("snoozed_until"), **why)]


def owner(say: Say) -> list[Safe]:
    """Whose alert it is, where the company file says so."""
    name = user_text(say.row, "owner", 120)
    return [say.word("owner", name=name)] if name else []


def snooze_buttons(say: Say, about: str, value: str) -> list[Block]:
    """Snooze for some days, or wake what is snoozed. `about`: `alert` or `requisition`."""
    if say.row.get("snoozed_until"):
        return [button(say.words["button.wake"], f"{about}_wake", value)]
    return [button(say.words[f"button.snooze.{days}"], f"{about}_snooze_{days}", value) for days in DAYS]


def alert_buttons(page: Page, say: Say) -> None:
    """The buttons of an open alert, above the small print; the block carries the episode."""
    key, episode = user_text(say.row, "alert_key", LONG), user_text(say.row, "episode", 20)
    if key and episode and user_text(say.row, "state") == "open":
        page.buttons(f"alert:{episode}", snooze_buttons(say, "alert", key), above_last=True)
