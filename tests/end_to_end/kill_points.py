"""Cycles that are killed between two durable effects. Each function runs in a process of its own and ends it."""

import os
import signal
from importlib import import_module
from typing import Any

from whole_company import Whole

from tandem import steps


def _die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _module(step: str) -> Any:
    """The module of a step; the package's attribute of that name is the function."""
    return import_module(f"tandem.steps.{step}")


def rows_written_not_accepted(whole: Whole) -> None:
    from lake.records import Load

    whole.sync("wms", "suppliers")
    Load.accept = _die  # type: ignore[method-assign]
    whole.sync("shop")


def accepted_not_built(whole: Whole) -> None:
    whole.sync()
    _die()


def in_the_middle_of_dbt(whole: Whole) -> None:
    import dbt.cli.main as dbt

    finished, real = [0], dbt.dbtRunner

    def count(event: Any) -> None:
        finished[0] += event.info.name == "NodeFinished"
        if finished[0] == 60:
            _die()

    dbt.dbtRunner = lambda **given: real(**given, callbacks=[count])  # type: ignore[assignment,misc]
    steps.export(whole.cycle())
    steps.build(whole.cycle())


def plan_written_not_named(whole: Whole) -> None:
    from lake import Lake

    steps.build(whole.cycle())
    Lake.write_text = _die  # type: ignore[method-assign]
    steps.plan(whole.cycle())


def reconciled_not_delivered(whole: Whole) -> None:
    steps.plan(whole.cycle())
    steps.evaluate(whole.cycle())
    _die()


def published_not_swapped(whole: Whole) -> None:
    _module("publish")._swap_database = _die
    steps.publish(whole.cycle())


def swapped_not_noted(whole: Whole) -> None:
    _module("publish")._drop_old = _die
    steps.publish(whole.cycle())


def accepted_by_slack_not_noted(whole: Whole) -> None:
    from alerts.channels.slack import SlackChannel

    send = SlackChannel.send

    def send_and_die(self: SlackChannel, *given: Any) -> Any:
        send(self, *given)
        _die()

    SlackChannel.send = send_and_die  # type: ignore[method-assign]
    steps.notify(whole.cycle())


POINTS = (
    rows_written_not_accepted,
    accepted_not_built,
    in_the_middle_of_dbt,
    plan_written_not_named,
    reconciled_not_delivered,
    published_not_swapped,
    swapped_not_noted,
    accepted_by_slack_not_noted,
    accepted_by_slack_not_noted,
)
"""In the order of a cycle. The second channel's delivery dies as well."""
