"""The steps of a cycle, one function each. The command line calls them directly, Prefect's tasks call them too."""

from tandem.steps.build import build
from tandem.steps.decide import approve, days_ahead, reassign, reject, snooze, withdraw
from tandem.steps.evaluate import evaluate
from tandem.steps.export import export
from tandem.steps.heartbeat import heartbeat
from tandem.steps.levels import decide_levels, waiting_levels
from tandem.steps.match import match
from tandem.steps.notify import notify
from tandem.steps.plan import plan
from tandem.steps.publish import publish
from tandem.steps.sync import held_rows, replay, sync

__all__ = [
    "approve",
    "build",
    "days_ahead",
    "decide_levels",
    "evaluate",
    "export",
    "heartbeat",
    "held_rows",
    "match",
    "notify",
    "plan",
    "publish",
    "reassign",
    "reject",
    "replay",
    "snooze",
    "sync",
    "waiting_levels",
    "withdraw",
]
