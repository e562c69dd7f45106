"""The file of approval rules: read, refused row by row, and put in force by hand, with what it would change."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from operations_made import NOW, Rules, at, candidates, evaluation, requisition
from typer.testing import CliRunner

from operations.errors import BadTable, UnknownRules
from operations.reconcile import reconcile
from operations.requisitions import get
from operations.routing import asked, waiting_step
from operations.rule_file import HEADER, read_draft
from operations.rule_versions import apply_first, live_rules, roll_back, versions
from operations.store import Store
from tandem.cli import app
from tandem.cycle import Cycle
from tandem.settings import Company, CompanyFileError, load_company
from tandem.steps.evaluate import adopt_rules
from tandem.steps.notify import notify
from tandem.stores import open_store

TWO = "1,,,,,,Ana;Bo,4,Cy\n2,1000,,Tents,WH1,NORDIC,Cy,,\n"


def company_file(folder: Path, rules: str | None = TWO, **approvals: Any) -> Path:
    """A company with three approvers, and rules beside it unless None."""
    if rules is not None:
        (folder / "rules.csv").write_text(",".join(HEADER) + "\n" + rules, "utf-8")
        approvals["rules"] = "rules.csv"
    said = {
        "version": 1,
        "company": {"name": "Acme", "base_currency": "EUR"},
        "stores": {"operations": f"sqlite:///{folder}/operations.db"},
        "sources": {},
        "approvers": [{"name": "Ana"}, {"name": "Bo", "limit": 100}, {"name": "Cy"}],
        "approvals": approvals,
    }
    file = folder / "tandem.yaml"
    file.write_text(yaml.safe_dump(said), "utf-8")
    return file


def company(folder: Path, rules: str | None = TWO) -> Company:
    return load_company(company_file(folder, rules))


def test_rows_become_rules_in_order(tmp_path: Path) -> None:
    draft = read_draft(company(tmp_path))
    first, second = draft.rules
    assert (first.row, first.approvers, first.hours, first.escalate_to) == (2, ("Ana", "Bo"), 4, "Cy")
    assert (second.row, second.step, second.min_amount, second.category) == (3, 2, 1000, "Tents")
    assert len(draft.version) == 12
    assert draft.version != read_draft(company(tmp_path, TWO.replace("1000", "1001"))).version
    assert read_draft(company(tmp_path, None)).rules == ()


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (HEADER, *(line.split(",") for line in TWO.splitlines())):
        book.active.append([float(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "rules.xlsx")
    file = company_file(tmp_path)
    file.write_text(file.read_text("utf-8").replace("rules.csv", "rules.xlsx"), "utf-8")
    assert read_draft(load_company(file)) == read_draft(company(tmp_path))


WRONG = {
    "0,,,,,,Ana,,": "step '0' is not one of 1 to 9",
    "first,,,,,,Ana,,": "step 'first' is not one of 1 to 9",
    "1,x,,,,,Ana,,": "min_amount 'x' is not a number",
    "1,-1,,,,,Ana,,": "min_amount '-1' is below zero",
    "1,5,5,,,,Ana,,": "max_amount 5 must be above min_amount 5; the first is excluded, the second included",
    "1,,,,,,,,": "approvers is empty; write names of the company file's `approvers`, separated by ;",
    "1,,,,,,Ana;Eve,,": "approvers: 'Eve' is not among `approvers` of the company file (Ana, Bo, Cy)",
    "1,,,,,,Ana; Ana,,": "approvers 'Ana; Ana' names somebody twice",
    "1,,,,,,Ana,0,": "hours '0' must be above 0 and at most 2000, in working hours",
    "1,,,,,,Ana,,Cy": "escalate_to is 'Cy' and hours is empty: say after how many working hours",
    "1,,,,,,Ana,4,Eve": "escalate_to: 'Eve' is not among `approvers` of the company file (Ana, Bo, Cy)",
}


@pytest.mark.parametrize(("row", "reason"), WRONG.items())
def test_a_wrong_row_is_refused_with_row_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(BadTable) as refused:
        read_draft(company(tmp_path, f"2,,,,,,Cy,,\n{row}\n"))
    assert str(refused.value) == f"{tmp_path}/rules.csv: row 3: {reason}"


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadTable) as refused:
        read_draft(company(tmp_path, "\n".join(WRONG)))
    assert len(str(refused.value).splitlines()) == len(WRONG)


@pytest.mark.parametrize("row", ["1,200,300,Tents,,,Bo,,", "1,200,,tents,WH1,,Bo,,", "1,100,,Tents,,,Ana,,"])
def test_a_row_that_is_never_used_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadTable, match="row 3: is never used: row 2 comes first in step 1 and takes all of it"):
        read_draft(company(tmp_path, f"1,100,,Tents,,,Ana,,\n{row}\n"))
    read_draft(company(tmp_path, f"{row}\n1,50,,Tents,,,Ana,,\n"))


@pytest.mark.parametrize(
    ("away", "word"),
    [
        ({"from": "2026-12-02", "to": "2026-12-01", "delegate": "Cy"}, "lies before from"),
        ({"from": "2026-12-01", "to": "2026-12-02", "delegate": "Eve"}, "Eve, who is no other approver"),
        ({"from": "2026-12-01", "to": "2026-12-02", "delegate": "Ana"}, "Ana, who is no other approver"),
    ],
)
def test_wrong_absences_and_hours_are_refused(tmp_path: Path, away: dict[str, str], word: str) -> None:
    file = company_file(tmp_path, work_hours={"start": "08:00", "end": "16:30", "weekdays": ["mon"]})
    assert load_company(file).approvals.work_hours.weekdays == ("mon",)
    said = yaml.safe_load(file.read_text("utf-8"))
    said["approvers"][0]["away"] = [away]
    file.write_text(yaml.safe_dump(said), "utf-8")
    with pytest.raises(CompanyFileError, match=word):
        load_company(file)
    with pytest.raises(CompanyFileError, match="must be after start"):
        load_company(company_file(tmp_path, work_hours={"start": "18:00"}))


def test_the_first_rules_are_put_in_force_once_and_never_over_others(store: Store, tmp_path: Path) -> None:
    draft = read_draft(company(tmp_path))
    assert apply_first(store, draft, "First rules", NOW)
    assert not apply_first(store, read_draft(company(tmp_path, "1,,,,,,Ana,,\n")), "First rules", NOW)
    with store.read() as session:
        assert live_rules(session) == draft
    with pytest.raises(UnknownRules, match="No other version"):
        roll_back(store, None, "Ana", "", NOW)
    with pytest.raises(UnknownRules, match="no such version"):
        roll_back(store, "123", "Ana", "", NOW)


def run(file: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["rules", *words, "--company", str(file)])
    assert done.exit_code == 0, done.output
    return done.output


def test_preview_apply_and_roll_back_by_command(tmp_path: Path) -> None:
    file = company_file(tmp_path)
    store = Store(load_company(file).operations_url)
    store.migrate()
    reconcile(store, evaluation(), candidates(requisition()), Rules.of(load_company(file)), at(0))
    (row,) = json.loads(run(file, "preview", "--json"))
    assert (row["asked"], row["would_ask"], row["is_other"]) == ("any approver", "Ana or Bo", True)
    assert versions(store) == []
    assert "2 rules. New requisitions" in run(file, "apply", "--by", "Cy", "--reason", "four eyes")
    assert "in force already" in run(file, "apply", "--by", "Cy", "--reason", "again")
    reconcile(store, evaluation(1), candidates(requisition()), Rules.of(load_company(file)), at(1))
    assert asked(waiting_step(get(store, "REQ-000001")) or {}) == ["Ana", "Bo"]
    company_file(tmp_path, "1,,,,,,Bo,,\n")
    assert "not in force" in run(file, "list")
    (row,) = json.loads(run(file, "preview", "--json"))
    assert row["would_ask"].startswith("Row 2 of the approval rules asks Bo (step 1 of 1), and Bo may decide up to 100")
    first = versions(store)[0]["version"]
    run(file, "apply", "--reason", "Bo alone")
    run(file, "rollback", "--by", "Cy", "--reason", "Bo may not")
    found = json.loads(run(file, "list", "--json"))
    assert [(one["author"], one["reason"]) for one in found[::2]] == [("Cy", "Bo may not"), ("Cy", "four eyes")]
    assert found[0]["version"] == found[2]["version"] == first
    assert found[0]["rules"] == 2
    store.close()


def test_the_first_cycle_puts_the_file_in_force_and_no_later_one(tmp_path: Path) -> None:
    def cycle(rules: str, *, dry_run: bool = False) -> Cycle:
        return Cycle(company(tmp_path, rules), as_of=NOW.date(), dry_run=dry_run, say=told.append)

    told: list[str] = []
    adopt_rules(cycle(TWO, dry_run=True))
    store = open_store(cycle(TWO))
    assert versions(store) == []
    with pytest.raises(BadTable, match="row 2: approvers is empty"):
        adopt_rules(cycle("1,,,,,,,,\n"))
    for rules in (TWO, TWO, "1,,,,,,,,\n"):
        adopt_rules(cycle(rules))
    (row,) = versions(store)
    assert (row["author"], row["reason"], row["rules"]) == ("tandem", "First rules, from rules.csv", 2)
    assert told == ["The approval rules of rules.csv are in force."]


def test_the_step_notify_ends_what_nobody_decided_and_a_dry_run_does_not(tmp_path: Path) -> None:
    asked_for = load_company(company_file(tmp_path, None, expire_after_days=3))
    cycle = Cycle(asked_for, as_of=NOW.date())
    store, years_ago = open_store(cycle), -20_000
    reconcile(store, evaluation(years_ago), candidates(requisition()), Rules.of(asked_for), at(years_ago))
    notify(replace(cycle, dry_run=True))
    assert get(store, "REQ-000001")["state"] == "pending"
    for _ in range(2):
        notify(cycle)
        assert [event["to_state"] for event in get(store, "REQ-000001")["events"]] == ["pending", "expired"]
