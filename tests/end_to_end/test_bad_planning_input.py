"""Bad input of planning: each kind is said in words and held, the rest is planned. Rows in, commands, facts out."""

import pytest
from spoiled_company import EVERY_THIRD_DAY, PRODUCTS, Spoiled


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Spoiled:
    made = Spoiled(tmp_path_factory.mktemp("spoiled") / "company")
    made.cycle()
    return made


@pytest.fixture(scope="module")
def reasons(company: Spoiled) -> dict[str, str]:
    """Product code -> why its requirement may not leave."""
    return dict(
        company.rows(
            "select product_code, hold_reason from marts.fct_requirements join marts.dim_product using (product_id) "
            "where hold_reason is not null"
        )
    )


def levels(company: Spoiled, product: str) -> tuple[float, float, str]:
    """Expected demand a day, reorder point, and what stands beside them."""
    ((mean, point, reason),) = company.rows(
        "select mean_daily_demand, reorder_point, reason from marts.fct_forecast "
        "join marts.fct_inventory_levels using (product_id, location_id) join marts.dim_product using (product_id) "
        f"where product_code = '{product}'"
    )
    return mean, point, reason or ""


def test_the_rest_is_planned_and_asked_for(company: Spoiled) -> None:
    planned = company.rows("select product_code from planning_inputs.plan_items")
    assert sorted(code for (code,) in planned) == sorted(PRODUCTS)
    (asked,) = company.asked("GOOD")
    assert asked["state"] == "pending"
    assert company.planned("GOOD")


def test_no_history_and_nothing_but_zeros_are_no_demand(company: Spoiled) -> None:
    for product in ("UNSOLD", "ZEROS"):
        assert levels(company, product) == (0, 0, "No demand in the window.")
        assert company.planned(product) == []
        assert "Not ordered" in company.why(product)


def test_one_point_is_planned_for_and_said_to_be_too_little(company: Spoiled) -> None:
    mean, point, reason = levels(company, "ONCE")
    assert mean == pytest.approx(4 / 28) and point > 0
    assert "Too little history for a model: the mean of 28 days is used, 1 of them with demand." in reason


def test_negative_demand_is_held_at_the_door_and_returns_are_no_demand(company: Spoiled) -> None:
    assert levels(company, "BELOW") == (0, 0, "No demand in the window.")
    held = company.command("quarantine", "erp")
    assert held.count("quantity is negative") == len(EVERY_THIRD_DAY)
    assert levels(company, "RETURNED")[:2] == (0, 0), "all of it came back"
    assert company.planned("RETURNED") == []


def test_a_spike_from_an_entry_error_is_left_out_and_said(company: Spoiled) -> None:
    usual, with_spike = levels(company, "GOOD")[0], levels(company, "SPIKE")[0]
    assert with_spike == pytest.approx(usual, rel=0.1)
    assert "60,000 were asked for, the usual is 6: taken for an entry error" in company.why("SPIKE")


def test_a_missing_lead_time_is_the_policys_and_said(company: Spoiled) -> None:
    assert levels(company, "NOLEAD")[2] == "No lead time is measured or stated: the policy's is used."
    assert "14 days, of the policy" in company.why("NOLEAD")


@pytest.mark.parametrize(
    ("product", "said"),
    [
        ("NOSUPPLIER", "No supplier offers this product. Add terms in the ERP or a price list."),
        ("FREE", "No price is known. Add one to the supplier's terms."),
        ("EXPIRED", "The supplier's terms have expired. Ask for a new price."),
        ("BULK", "months of demand, above the limit of 12."),
        ("CLOSED", "Calendar of ASLEEP has no open day on which orders are taken."),
    ],
)
def test_a_purchase_that_may_not_leave_says_why(
    company: Spoiled, reasons: dict[str, str], product: str, said: str
) -> None:
    assert said in reasons[product]
    assert said in company.why(product)
    assert {row["state"] for row in company.asked(product)} <= {"held"}


def test_what_may_not_leave_is_said_once_for_all_planned_orders(company: Spoiled) -> None:
    for product, said in {"FREE": "No price above 0 is known.", "EXPIRED": "Ask for a new price."}.items():
        assert len(company.planned(product)) > 20
        assert said in company.messages(product)["held"]
        assert company.why(product).count("are needed from 2026-06-30 on and may not leave.") == 1


def test_a_minimum_above_a_years_need_is_said(company: Spoiled) -> None:
    assert "The minimum of 5000 is above a year's need" in company.messages("BULK")["moq_above_year"]


def test_a_cycle_is_refused_and_printed(company: Spoiled) -> None:
    path = "cycle LOOP1 -> LOOP2 -> LOOP1: take one of them out of the bill of materials"
    assert path in company.why("LOOP2")
    assert company.planned("LOOP1") == [] == company.planned("LOOP2")
    assert "no source of supply may be used" in company.messages("LOOP1")["no_source"]


def test_scrap_of_everything_sets_the_line_aside_and_holds_what_is_made(company: Spoiled) -> None:
    said = company.why("LOSES")
    assert "BOM line LOSES -> PART loses everything or more (scrap 1.0). Give a share below 1." in said
    held = company.rows(
        "select distinct hold_reason from marts.fct_planned_orders join marts.dim_product using (product_id) "
        "where product_code = 'LOSES'"
    )
    assert [reason.split(",")[0] for (reason,) in held] == ["A line of its bill of materials is set aside"]
    assert company.planned("PART") == []


def test_a_forecast_for_an_unknown_product_is_held_and_the_others_count(company: Spoiled) -> None:
    held = company.rows("select source_id, reason from reports.rpt_held_rows where entity = 'forecast_overrides'")
    assert held == [("NOBODY", "the product is unknown: correct product_code in the file of forecast overrides")]
    assert company.rows("select sum(after_qty - before_qty) from marts.fct_forecast_overrides") == [(50,)]


def test_no_sentence_names_an_id_that_nobody_knows(company: Spoiled) -> None:
    said = company.rows(
        "select reason from marts.fct_plan_holds union all select sentence from marts.fct_plan_messages "
        "union all select hold_reason from marts.fct_requirements"
    )
    assert not [text for (text,) in said if text and any(mark in text for mark in ("prd_", "loc_", "sup_"))]
