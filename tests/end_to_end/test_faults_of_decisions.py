"""What people decided is remembered (F3, F4, F10 of the netting oracle): rows in, commands, facts out."""

import pytest
from faults_company import LATER, Faults

MUCH_LATER = "2026-06-29 10:00"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    made = Faults(tmp_path_factory.mktemp("decided") / "company")
    made.cycle()
    return made


def test_f4_a_requisition_keeps_its_number_while_its_need_lasts(company: Faults) -> None:
    before = [row["number"] for row in company.asked("F9")]
    company.tell(LATER, sold={"F9": 12})
    company.cycle()
    (now,) = company.asked("F9")
    assert [now["number"]] == before
    assert float(now["quantity"]) == 12


def test_f3_what_is_approved_is_supply_and_is_not_asked_for_again(company: Faults) -> None:
    (asked,) = company.asked("F9")
    company.command("approve", asked["number"], "--by", "owner")
    for _ in range(2):
        company.cycle()
        assert company.asked("F9") == []
        assert company.planned("F9") == []
    assert "12 approved and not yet ordered" in company.why("F9")


def test_f10_what_was_rejected_stays_rejected_until_the_need_changes(company: Faults) -> None:
    (asked,) = company.asked("F9late")
    company.command("reject", asked["number"], "--by", "owner", "--reason", "the customer waits")
    company.cycle()
    assert company.asked("F9late") == []
    company.tell(MUCH_LATER, sold={"F9": 12, "F9late": 40})
    company.cycle()
    (again,) = company.asked("F9late")
    assert (again["number"] != asked["number"], float(again["quantity"])) == (True, 40)
