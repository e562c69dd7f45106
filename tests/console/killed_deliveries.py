"""Work that is killed at any moment: new needs, approvals, deliveries to a bad-tempered Slack."""

from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from operations_made import APPROVERS, NOW, candidates, evaluation, requisition, rows, shortage
from pydantic import SecretStr

from alerts.channels import SlackChannel
from alerts.deliver import Delivered, Patience, deliver
from operations import tables
from operations.outbox import Outbox
from operations.reconcile import reconcile
from operations.requisitions import approve, pending
from operations.rules import Rules
from operations.store import Store

CHANNEL = "buyers"
NEEDS_A_ROUND, DECISIONS_A_ROUND = 2, 2
RULES = Rules(channels={CHANNEL: (("requisition", "shortage"), "en")}, digest_above=1_000)
UNTIRING = Patience(attempts=10_000)


def work(database: str, slack: str, hour: int, needs: int, decisions: int) -> Delivered:
    """One round: a cycle's decisions over `needs` products, at most `decisions` approvals, and a delivery."""
    store, now = Store(database), NOW + timedelta(hours=hour, minutes=1)
    codes = [f"P{number}" for number in range(needs)]
    supplied = {row["product_id"] for row in rows(store, tables.requisition) if row["state"] == "approved"}
    asked = [requisition(code) for code in codes if code not in supplied] + [shortage(code) for code in codes]
    reconcile(store, evaluation(hour), candidates(*asked), RULES, now)
    for row in pending(store)[:decisions]:
        approve(store, row["number"], "Ana", APPROVERS, "needed", now, channels=RULES.channels)
    channel = SlackChannel(CHANNEL, "#purchasing", SecretStr("xoxb-sandbox"), slack)
    return deliver(Outbox(store), {CHANNEL: channel}, now, patience=UNTIRING, interactive=[CHANNEL])


def child(ready: Connection, *round_: Any) -> None:
    """As `work`, in a process of its own that says when it begins."""
    ready.send(True)
    work(*round_)
