"""Approval links: who decides by one, once, and what all others get to read."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations_made import NOW, candidates, evaluation, requisition, rows
from pydantic import SecretStr
from starlette.testclient import TestClient
from test_orders import order

from alerts.links import Link, LinkForged, Signer, WeakSecret
from console.links import create_links
from operations.outbox import Outbox
from operations.reads import get
from operations.reconcile import Rules, reconcile
from operations.requisitions import reject
from operations.store import Store
from operations.tables import audit, link_use, requisition_event
from tandem import steps
from tandem.cycle import Cycle, now
from tandem.settings import Company
from tandem.stores import open_store

SECRET = SecretStr("a secret of this test, long enough")
SIGNER = Signer("https://tandem.example", SECRET, timedelta(hours=72))


class Desk:
    """A company with Ana's own channel, Bo's own and a group's, all files."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        channels = {
            name: {"type": "file", "path": f"{name}.jsonl", "kinds": ["requisition"], "language": language, **more}
            for name, more in {"ana": {"person": "Ana"}, "bo": {"person": "Bo"}, "group": {}}.items()
        }
        said = {
            "version": 1,
            "company": {"name": "Acme", "base_currency": "EUR"},
            "stores": {"operations": f"sqlite:///{folder}/operations.db"},
            "sources": {},
            "channels": channels,
            "approvers": [{"name": "Ana"}, {"name": "Bo", "limit": 100}],
            "links": {"url": "https://tandem.example", "secret": "env:LINKS"},
            "root": folder,
        }
        self.folder = folder
        self.cycle = Cycle(Company.model_validate(said), as_of=date(2026, 10, 31), secrets=lambda _: SECRET)
        self.http = TestClient(create_links(self.cycle, SIGNER), base_url="https://tandem.example")

    @property
    def store(self) -> Store:
        return open_store(self.cycle)

    def need(self, run: str = "run", **others: Any) -> str:
        row = requisition("P1", **others)
        outcome = reconcile(self.store, evaluation(run_id=run), candidates(row), Rules.of(self.cycle.company), now())
        steps.notify(self.cycle)
        return outcome.requisitions[0]

    def links(self, channel: str, message: int = 0) -> dict[str, str]:
        told = json.loads((self.folder / f"{channel}.jsonl").read_text("utf-8").splitlines()[message])
        buttons = [b for block in told["blocks"] if block["type"] == "actions" for b in block["elements"]]
        return {one["value"]: one["url"] for one in buttons}

    def trace(self) -> Any:
        """Everything that a press may not change."""
        with self.store.read() as session:
            held = {t.name: session.execute(t.select()).all() for t in (requisition_event, link_use)}
        return held, get(self.store, "REQ-000001")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.need()
    yield desk


def test_a_get_decides_nothing_and_shows_the_arithmetic_and_one_button(desk: Desk) -> None:
    before = desk.trace()
    for _ in range(3):
        page = desk.http.get(desk.links("ana")["approve"])
        assert page.status_code == 200
    assert "How the quantity was worked out" in page.text and "爆款A" in page.text
    assert page.text.count("<button") == 1 and "Ana" in page.text
    assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"
    assert desk.trace() == before


def test_a_post_approves_as_the_person_once_and_everybody_is_told(desk: Desk) -> None:
    address = desk.links("ana")["approve"]
    assert "Approved by Ana" in desk.http.post(address).text
    found = get(desk.store, "REQ-000001")
    assert (found["state"], found["decided_by"]) == ("approved", "Ana")
    assert (
        "decided" in (desk.folder / "group.jsonl").read_text("utf-8")
        or Outbox(desk.store).counts()["group"]["sent"] == 2
    )
    before = desk.trace()
    again = desk.http.post(address)
    assert again.status_code == 409 and "works once" in again.text
    assert "has been used" in desk.http.get(address).text
    assert desk.trace() == before
    assert [row["is_allowed"] for row in rows(desk.store, audit, "id")] == [True, False]


def test_an_order_that_is_not_what_was_approved_is_asked_again_by_a_new_link(desk: Desk) -> None:
    desk.http.post(desk.links("ana")["approve"])
    dearer = order(ordered_base_amount=Decimal(140), draft_count=1, open_qty=Decimal(0))
    later = now()
    run = evaluation(run_id="next", known_at=later, decisions_known_at=later)
    reconcile(desk.store, run, candidates(), Rules.of(desk.cycle.company), later, orders=(dearer,))
    steps.notify(desk.cycle)
    assert get(desk.store, "REQ-000001")["state"] == "changed"
    again = desk.links("ana", message=-1)
    assert set(again) == {"approve", "reject"}
    assert "cannot be decided" not in desk.http.get(again["approve"]).text
    assert "Approved by Ana" in desk.http.post(again["approve"]).text
    assert get(desk.store, "REQ-000001")["approved_base_amount"] == Decimal(140)


def test_a_rejection_needs_a_reason(desk: Desk) -> None:
    address = desk.links("ana")["reject"]
    assert desk.http.post(address, data={"reason": "  "}).status_code == 422
    assert get(desk.store, "REQ-000001")["state"] == "pending"
    assert desk.http.post(address, data={"reason": "太多 <b>"}).status_code == 200
    found = get(desk.store, "REQ-000001")
    assert (found["state"], found["decision_reason"]) == ("rejected", "太多 <b>")


def test_a_group_gets_a_link_that_only_shows(desk: Desk) -> None:
    assert set(desk.links("group")) == {"view"}
    before = desk.trace()
    address = desk.links("group")["view"]
    assert "<button" not in desk.http.get(address).text
    assert "only shows" in desk.http.post(address).text
    assert desk.trace() == before
    assert rows(desk.store, audit, "id")[-1]["is_allowed"] is False


def test_an_approvers_limit_holds_for_links(desk: Desk) -> None:
    before = desk.trace()
    page = desk.http.post(desk.links("bo")["approve"])  # 110.25 EUR, the limit is 100
    assert page.status_code == 409 and "may not decide" in page.text
    assert desk.trace() == before
    assert rows(desk.store, audit, "id")[-1]["actor"] == "Bo"


def test_a_link_of_an_earlier_revision_decides_nothing(desk: Desk) -> None:
    old = Link("REQ-000001", 7, "approve", "Ana", "en", now() + timedelta(hours=1))
    before = desk.trace()
    page = desk.http.post("/requisition/" + SIGNER.token(old))
    assert page.status_code == 409 and "newer message" in page.text
    assert desk.trace() == before


def test_old_foreign_and_tampered_links_are_refused_and_audited(desk: Desk) -> None:
    before = desk.trace()
    right = desk.links("ana")["approve"].rpartition("/")[2]
    other = Signer("https://tandem.example", SecretStr("the secret of another company"), timedelta(hours=1))
    link = Link("REQ-000001", 1, "approve", "Ana", "en", now() + timedelta(hours=1))
    bo = SIGNER.token(Link("REQ-000001", 1, "approve", "Bo", "en", link.expires_at))
    expired = SIGNER.token(Link("REQ-000001", 1, "approve", "Ana", "en", now() - timedelta(seconds=1)))
    swapped = bo.partition(".")[0] + "." + right.partition(".")[2]
    tokens = [other.token(link), expired, swapped, right[:-1], right + "x", "x", "..x", "爆款", right.upper()]
    for token in tokens:
        for ask in (desk.http.get, desk.http.post):
            assert ask(f"/requisition/{token}").status_code == 403, token
    assert desk.trace() == before
    noted = rows(desk.store, audit, "id")
    assert len(noted) == 2 * len(tokens)
    assert not any(row["is_allowed"] for row in noted)


def test_a_decision_elsewhere_takes_the_button_away(desk: Desk) -> None:
    reject(desk.store, "REQ-000001", "Ana", desk.cycle.company.approvers, "no", now())
    page = desk.http.get(desk.links("ana")["approve"])
    assert "<button" not in page.text and "cannot be decided" in page.text


def test_names_are_shown_as_text(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "zh")
    desk.need(product_name="<script>alert(1)</script>\u202e\"'&" + "长" * 5_000, supplier_name="<img src=x onerror=y>")
    page = desk.http.get(desk.links("ana")["approve"])
    assert page.status_code == 200 and "确认批准" in page.text
    assert "<script" not in page.text and "<img" not in page.text and "\u202e" not in page.text
    assert len(page.text) < 40_000


def test_a_body_without_end_is_not_read(desk: Desk) -> None:
    before = desk.trace()
    assert desk.http.post(desk.links("ana")["reject"], data={"reason": "x" * 30_000}).status_code == 413
    assert desk.trace() == before


@given(st.text(max_size=300))
def test_no_text_is_a_link(text: str) -> None:
    with pytest.raises(LinkForged):
        SIGNER.read(text, NOW)


@given(st.text(max_size=80), st.integers(0, 10**6), st.text(max_size=80), st.integers(0, 255))
def test_a_link_says_what_it_was_made_for_and_none_with_another_sign_does(
    number: str, revision: int, person: str, at: int
) -> None:
    link = Link(number, revision, "approve", person, "zh", NOW + timedelta(hours=1))
    token = SIGNER.token(link)
    if len(token) <= 1_000:
        assert SIGNER.read(token, NOW) == link
        place = at % len(token)
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkForged):
            SIGNER.read(changed, NOW)


def test_without_their_secret_messages_go_out_without_links(tmp_path: Path) -> None:
    said: list[str] = []
    desk = Desk(tmp_path)
    desk.cycle = replace(desk.cycle, secrets=lambda _: SecretStr("short"), say=said.append)
    desk.need()
    assert desk.links("ana") == {}
    assert "links.secret" in said[0]


def test_a_weak_secret_makes_no_links() -> None:
    with pytest.raises(WeakSecret, match=re.escape("links.secret")):
        Signer("https://x", SecretStr("short"), timedelta(hours=1))
