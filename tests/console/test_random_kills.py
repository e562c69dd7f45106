"""Kills at random moments over a Slack that refuses every third call and loses every fifth reply.

`make soak KILLS=300` for the figures of docs/reliability.md.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from killed_deliveries import DECISIONS_A_ROUND, NEEDS_A_ROUND, child, work
from operations_made import NOW, rows
from slack_live import LiveSlack
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from operations.store import Store
from operations.tables import alert, outbox, requisition, requisition_event
from sandbox.slack.faults import Fault

KILLS = int(os.environ.get("KILLS", "10"))
LONGEST_SECONDS = 1.5
SEED = 20261128


class BadTempered:
    """Passes calls on to the double; every third post is refused, and of every fifth the reply is lost."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.posts = self.refused = self.lost = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/chat.postMessage"):
            self.posts += 1
            if self.posts % 3 == 0:
                self.refused += 1
                self.app.state.faults.append(Fault("refuse", "chat.postMessage"))
            elif self.posts % 5 == 0:
                self.lost += 1
                self.app.state.faults.append(Fault("drop_reply", "chat.postMessage"))
        await self.app(scope, receive, send)


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * KILLS)
def test_nothing_is_doubled_lost_or_seen_twice(
    serve: Callable[..., LiveSlack], doorman: tuple[Any, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slack = serve(burst=1_000_000)
    doorman[0].app = temper = BadTempered(slack.app)
    database = f"sqlite:///{tmp_path / 'operations.db'}"
    store = Store(database)
    store.migrate()
    longest, killed = LONGEST_SECONDS, 0
    for hour in range(1, KILLS + 1):
        is_killed = _killed(database, slack, hour, longest)
        killed += is_killed
        longest = min(longest * 1.2, LONGEST_SECONDS) if is_killed else longest * 0.6  # as fast as the machine is
    needs, hour = NEEDS_A_ROUND * KILLS, KILLS
    while not _is_over(store):
        hour += 1
        slack.clock.now = NOW + timedelta(hours=hour)
        work(database, slack.url, hour, needs, needs)
    seen = Counter(one["metadata"]["event_payload"]["dedupe_key"] for one in slack.received if "metadata" in one)
    sent = {row["dedupe_key"] for row in rows(store, outbox, "id")}
    requisitions, alerts = rows(store, requisition, "number"), rows(store, alert, "alert_key")
    doubled = len(requisitions) - len({row["need_key"] for row in requisitions})
    with capsys.disabled():
        print(
            f"\n{killed} of {KILLS} rounds killed (seed {SEED}); {len(requisitions)} requisitions, "
            f"{len(alerts)} alerts, {len(sent)} messages; "
            f"{temper.posts} posts, {temper.refused} refused, {temper.lost} replies lost: "
            f"{doubled} requisitions doubled, {len(sent - seen.keys())} messages missing, "
            f"{sum(count > 1 for count in seen.values())} seen twice"
        )
    assert killed
    assert temper.refused and temper.lost
    assert (len(requisitions), doubled, len(alerts)) == (needs, 0, needs)
    assert seen.keys() == sent
    assert set(seen.values()) == {1}
    assert not any(row["is_possible_duplicate"] for row in rows(store, outbox, "id"))
    assert _approvals(store) == dict.fromkeys((row["number"] for row in requisitions), 1)


def _killed(database: str, slack: LiveSlack, hour: int, longest: float) -> bool:
    """Whether the round was still going when it was killed, after at most `longest` seconds of work."""
    slack.clock.now = NOW + timedelta(hours=hour)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    round_ = (database, slack.url, hour, NEEDS_A_ROUND * hour, DECISIONS_A_ROUND)
    process = context.Process(target=child, args=(there, *round_))
    process.start()
    assert here.poll(60), "the round did not begin"
    time.sleep(random.Random(SEED + hour).uniform(0, longest))
    process.kill()
    process.join()
    return process.exitcode != 0


def _is_over(store: Store) -> bool:
    """Everything is decided and delivered."""
    delivered = {row["state"] for row in rows(store, outbox)} == {"sent"}
    return delivered and {row["state"] for row in rows(store, requisition)} == {"approved"}


def _approvals(store: Store) -> dict[str, int]:
    approved = [row for row in rows(store, requisition_event, "id") if row["to_state"] == "approved"]
    return dict(Counter(row["requisition_number"] for row in approved))
