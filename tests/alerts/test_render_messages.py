"""What messages say, and that Slack takes whatever is in a row."""

import json
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from alert_golden import FOLDER, GOLDEN, LANGUAGES, golden
from alert_rows import REQUISITION, ROWS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from alerts.errors import CannotRender
from alerts.message import MAX_BLOCK_TEXT, Message
from alerts.render import KINDS, as_possible_duplicate, preview, render
from alerts.render.page import Page, text_units
from alerts.render.text import Safe, clip, clip_safe, escape, units
from alerts.words import TABLES
from sandbox.slack.blocks import block_faults

ALL = [(kind, language) for kind in ROWS for language in LANGUAGES]
FILES = [(name, language) for name in GOLDEN for language in LANGUAGES]


def assert_slack_takes(message: Message) -> None:
    blocks = json.loads(json.dumps(list(message.blocks)))
    assert block_faults(blocks) == []
    assert text_units(blocks) <= MAX_BLOCK_TEXT
    assert 0 < units(message.text) <= 3000
    for block in Block.parse_all(blocks):
        block.validate_json()


def as_text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value.isoformat())


def all_text(message: Message) -> str:
    return json.dumps(message.as_json(), ensure_ascii=False)


@pytest.mark.parametrize(("name", "language"), FILES)
def test_golden_files_hold_what_people_see(name: str, language: Any) -> None:
    assert (FOLDER / f"{name}.{language}.json").read_text("utf-8") == golden(name, language)
    assert_slack_takes(render(name.partition(".")[0], GOLDEN[name], language, interactive=True))


def test_every_kind_has_a_golden_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.{language}.json" for name, language in FILES}
    assert set(ROWS) == set(KINDS)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_a_row_says_the_same_after_the_outbox_kept_it_as_json(kind: str, language: Any) -> None:
    stored = json.loads(json.dumps(ROWS[kind], default=as_text))
    assert render(kind, stored, language) == render(kind, ROWS[kind], language)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_missing_numbers_are_said_to_be_missing(kind: str, language: Any) -> None:
    named = ("requisition_number", "source", "purchase_order_number")
    bare = {name: ROWS[kind][name] for name in named if name in ROWS[kind]}
    empty = {**dict.fromkeys(ROWS[kind]), **bare, "days_of_cover": float("nan"), "on_hand_qty": Decimal("NaN")}
    for row in (bare, empty):
        message = render(kind, row, language, interactive=True)
        assert_slack_takes(message)
        assert "None" not in all_text(message)
        assert "nan" not in all_text(message).lower()


def test_both_languages_have_the_same_wordings_with_the_same_blanks() -> None:
    blanks = {
        language: {key: {part[1] for part in string.Formatter().parse(said)} - {None} for key, said in words.items()}
        for language, words in TABLES.items()
    }
    assert blanks["en"] == blanks["zh"]


def test_an_unknown_kind_and_a_row_about_nothing_are_refused() -> None:
    with pytest.raises(CannotRender, match="no message of kind 'gossip'"):
        render("gossip", {}, "en")
    with pytest.raises(CannotRender, match="needs requisition_number"):
        render("requisition", {"quantity": 1}, "en")


# -- the arithmetic -----------------------------------------------------------------------------------------------


def test_a_requisition_can_be_worked_out_by_hand() -> None:
    said = preview(render("requisition", REQUISITION, "en"))
    for line in (
        "1.6449 × 35.1568 = 57.83",
        "210 + 57.83 = 267.83",
        "267.83 + 70 = 337.83",
        "190 − 20 − 5 + 50 + 10 = 225",
        "225 is at or below the reorder point 267.83: order",
        "337.83 − 225 = 112.83",
        "minimum 48, multiples of 12: 112.83 → 120 pcs",
        "10 case × 1,068.50 USD = 10,685.00 USD",
        "measured over 7 receipts",
    ):
        assert line in said
    assert "by hand it is" not in said


@pytest.mark.parametrize(
    ("column", "value", "by_hand"),
    [
        ("inventory_position", 235, "225"),
        ("net_requirement", 90, "112.83"),
        ("quantity", 132, "120"),
        ("amount", 9, "10,685"),
    ],
)
def test_a_stored_result_that_its_inputs_do_not_give_is_said_loudly(column: str, value: int, by_hand: str) -> None:
    said = preview(render("requisition", {**REQUISITION, column: Decimal(value)}, "en"))
    assert f"by hand it is {by_hand}: ask before you approve" in said


def test_a_level_set_by_the_policy_is_labelled() -> None:
    row = {**REQUISITION, "order_up_to": Decimal(370), "net_requirement": Decimal(145), "quantity": Decimal(156)}
    said = preview(render("requisition", row, "en"))
    assert "Order-up-to level: 370, set by the policy (the formula gives 267.83 + 70 = 337.83)" in said


def test_needs_with_a_day_of_their_own_are_named() -> None:
    row = {**REQUISITION, "net_requirement": Decimal(145), "dated_qty": Decimal(145), "quantity": Decimal(156)}
    said = preview(render("requisition", row, "en"))
    assert "Net requirement: 145, for orders and components that are needed on days of their own" in said


def test_a_level_of_the_erp_is_labelled() -> None:
    nothing_measured = {"level_basis": "erp", "mean_daily_demand": Decimal(0), "safety_stock": None}
    row = {**REQUISITION, **nothing_measured, "order_up_to": Decimal(300), "net_requirement": Decimal(145)}
    said = preview(render("requisition", {**row, "quantity": Decimal(156)}, "en"))
    assert "Order-up-to level: 300, the ERP's own, as no demand is measured" in said
    assert "formula" not in said


def test_an_order_date_is_past_on_the_day_planned_from() -> None:
    row = {**REQUISITION, "order_by_on": date(2014, 6, 30)}
    assert "2014-06-30 (already past)" in preview(render("requisition", row, "en"))
    assert "already past" not in preview(render("requisition", {**row, "evaluated_for": date(2014, 6, 30)}, "en"))


def test_one_data_point_has_no_spread_and_says_so() -> None:
    said = preview(render("requisition", {**REQUISITION, "demand_std_daily": None, "safety_stock": None}, "en"))
    assert "standard deviation no data" in said and "service level 95%: no data" in said


def test_an_order_date_in_the_past_is_pointed_out() -> None:
    assert "2026-10-30 (already past)" in preview(
        render("requisition", {**REQUISITION, "order_by_on": date(2026, 10, 30)}, "en")
    )


def test_a_revision_says_what_changed() -> None:
    changes = {"quantity": [Decimal(96), Decimal(120)], "state": ["held", "pending"], "amount": ["8548", "10685"]}
    said = preview(render("requisition", {**REQUISITION, "changes": changes}, "zh"))
    assert "数量 96 → 120；金额 8,548 → 10,685" in said


# -- staleness, buttons, decisions --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["requisition", "shortage", "oversell", "excess", "late_receipt", "digest"])
def test_stale_data_is_said_first_and_in_the_notification(kind: str) -> None:
    message = render(kind, {**ROWS[kind], "is_stale": True, "stale_sources": "erp"}, "en")
    assert message.text.startswith("[STALE DATA]")
    assert "STALE DATA.* Not delivered in time: erp. The figures below are as of 2026-10-31 06:00 UTC" in str(
        message.blocks[1]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_age_of_the_data_is_always_shown(kind: str) -> None:
    assert "Data as of 2026-10-31 06:00 UTC" in preview(render(kind, ROWS[kind], "en"))


def test_buttons_are_there_only_when_somebody_answers_them() -> None:
    assert "actions" not in {block["type"] for block in render("requisition", REQUISITION, "en").blocks}
    blocks = render("requisition", REQUISITION, "en", interactive=True).blocks
    buttons = next(block["elements"] for block in blocks if block["type"] == "actions")
    assert {one["value"] for one in buttons} == {"REQ-2026-000042"}
    assert [one["action_id"] for one in buttons] == [
        "requisition_approve",
        "requisition_reject",
        "requisition_edit",
        "requisition_reassign",
        "requisition_arithmetic",
        "requisition_snooze_1",
        "requisition_snooze_7",
    ]


def actions(kind: str, row: dict[str, Any]) -> tuple[str, list[str]]:
    blocks = render(kind, row, "en", interactive=True).blocks
    found = [block for block in blocks if block["type"] == "actions"]
    return (found[0]["block_id"], [one["action_id"] for one in found[0]["elements"]]) if found else ("", [])


def test_an_open_alert_can_be_snoozed_and_a_snoozed_one_woken() -> None:
    row = {**ROWS["shortage"], "alert_key": "shortage|P1|L1", "episode": 3, "state": "open"}
    asleep = {
        **row,
        "snoozed_until": "2026-11-02T00:00:00+00:00",
        "snoozed_by": "Ana",
        "snooze_reason": "counted *again*",
    }
    assert actions("shortage", row) == ("alert:3", ["alert_snooze_1", "alert_snooze_7"])
    assert actions("shortage", asleep) == ("alert:3", ["alert_wake"])
    assert actions("shortage", {**row, "state": "closed"}) == ("", [])
    assert actions("alert_closed", row) == ("", [])
    said = preview(render("shortage", asleep, "en"))
    assert "Snoozed until 2026-11-02 00:00 UTC by Ana. Reason: counted ∗again∗" in said
    assert_slack_takes(render("shortage", asleep, "zh", interactive=True))


def test_an_alert_says_whose_it_is() -> None:
    row = {**ROWS["excess"], "owner": "Mei <!here>"}
    assert "Owner: Mei <!here>" in preview(render("excess", row, "en"))
    assert "Owner: Mei &lt;!here&gt;" in str(render("excess", row, "en").blocks[1])
    top = [{"kind": "shortage", "product_name": "Tent", "location_code": "BER", "owner": "Mei"}]
    assert "• Shortage: Tent · BER (Mei)" in preview(render("digest", {"top": top, "total": 1}, "en"))


def test_a_decided_requisition_asks_nobody_any_more() -> None:
    said = preview(render("requisition", {**REQUISITION, "state": "approved"}, "en", interactive=True))
    assert "tandem approve" not in said
    assert "[ Approve ]" not in said


def test_a_withdrawn_requisition_names_no_decider() -> None:
    row = {**REQUISITION, "state": "withdrawn", "decided_by": None, "decision_reason": "The need is gone."}
    said = preview(render("requisition_decided", row, "en"))
    assert "Decided by" not in said
    assert "Reason: The need is gone." in said


def test_a_digest_of_operations_names_the_worst_and_counts_the_rest() -> None:
    top = [
        {"kind": "shortage", "product_name": f"Tent {n}", "location_code": "BER", "days_of_cover": n} for n in range(10)
    ]
    row = {"total": 100, "counts": {"shortage": 100}, "top": top, "amounts": {"excess": "1200"}, "is_first": True}
    said = preview(render("digest", row, "en"))
    assert "100 new items in one cycle" in said
    assert "• Shortage: Tent 3 · BER: 3 days of cover" in said
    assert "… and 90 more" in said
    assert "Capital tied up in total: 1,200.00" in said
    assert "first look" in said


@pytest.mark.parametrize(
    ("cause", "reference", "said"),
    [
        ("record_error", "OUT/7", "12 piece fewer were counted on 2026-10-26 than documents say: OUT/7."),
        ("record_error", "lost issue", "than documents say: a shipment without a stock movement."),
        ("component", "LEG", "12 piece that customers ordered wait for LEG."),
        ("approval_delay", "REQ-000007", "12 piece of REQ-000007, asked for on 2026-10-26, would be here."),
        ("rule", "The budget of March is used up.", "12 piece from being ordered: The budget of March is used up."),
        ("rule", "policy", "the level is set by hand"),
        ("forecast_miss", None, "12 piece more than usual since 2026-10-26."),
        ("unknown", None, "Why it is short: the data shows no cause for it."),
    ],
)
def test_a_shortage_says_why(cause: str, reference: str | None, said: str) -> None:
    row = {**ROWS["shortage"], "uom": "piece", "cause_qty": 12, "shortage_cause": cause, "cause_reference": reference}
    message = render("shortage", row, "en")
    assert said in preview(message)
    assert_slack_takes(message)
    assert "缺货原因：" in preview(render("shortage", row, "zh"))


def test_a_shortage_without_a_cause_says_nothing_of_it() -> None:
    assert "Why" not in preview(render("shortage", {**ROWS["shortage"], "shortage_cause": None}, "en"))


def test_a_digest_of_what_was_held_says_since_when() -> None:
    row = {"total": 3, "counts": {"shortage": 2, "alert_closed": 1}, "held_since": "2026-10-30T19:02:00+00:00"}
    assert "3 alerts since 2026-10-30 19:02 UTC" in preview(render("digest", row, "en"))
    assert "2026-10-30 19:02 UTC 以来共 3 项预警" in preview(render("digest", row, "zh"))


def test_the_weeks_supply_risks_say_which_week() -> None:
    row = {"total": 2, "counts": {"shortage": 2}, "week": "2026-W45"}
    assert "Supply risks of 2026-W45: 2 open" in preview(render("digest", row, "en"))
    assert "2026-W45 供应风险：2 项未解除" in preview(render("digest", row, "zh"))


def test_no_room_for_a_discount_is_said_instead_of_a_promotion() -> None:
    row = {**ROWS["excess"], "discount_low_rate": Decimal(0), "discount_high_rate": Decimal(0)}
    assert "no room for a discount" in preview(render("excess", row, "en"))


def test_a_possible_duplicate_says_so_where_it_is_seen_first() -> None:
    message = as_possible_duplicate(render("shortage", ROWS["shortage"], "zh"), "zh")
    assert message.text.startswith("【可能重复】")
    assert "可能重复" in str(message.blocks[1])
    assert_slack_takes(message)


# -- what people typed --------------------------------------------------------------------------------------------

NASTY = (
    "<!everyone> <@U1> <https://evil.example|click> *bold* _it_ ~s~ `c` :tada: "
    "=cmd()|'/c calc'!A1 \x1b[31m \u202e & \"q\""
)


def test_user_text_is_shown_and_never_obeyed() -> None:
    message = render("shortage", {**ROWS["shortage"], "product_name": NASTY}, "en")
    body = str([block for block in message.blocks if block["type"] == "section"]) + message.text
    assert "&lt;!everyone&gt;" in body
    for obeyed in ("<!", "<@", "<http", "*bold*", "_it_", "~s~", "`c`", ":tada:", "\x1b", "\u202e"):
        assert obeyed not in body
    said = preview(message)
    assert "<!everyone>" in said
    assert "=cmd()" in said
    assert "\x1b" not in said


def test_codes_with_underscores_stay_as_they_are() -> None:
    assert escape("SKU_10_A") == "SKU_10_A"
    assert escape("_SKU_") == "ˍSKUˍ"


@pytest.mark.parametrize("name", ["x" * 5000, "&" * 5000, "帐" * 5000, "😀" * 5000, "*_~`<>" * 900, "\n" * 5000])
@pytest.mark.parametrize("kind", KINDS)
def test_five_thousand_characters_fit(kind: str, name: str) -> None:
    numbers = ("counts", "top", "amounts", "is_stale", "changes")
    row = {key: value if key in numbers else name for key, value in ROWS[kind].items()}
    row |= {one: "x" + name for one in ("requisition_number", "source", "purchase_order_number") if one in row}
    row |= {"orders_at_risk": ",".join([name] * 60), "top": [{**REQUISITION, "product_name": name}] * 30}
    for language in LANGUAGES:
        assert_slack_takes(as_possible_duplicate(render(kind, row, language, interactive=True), language))


VALUES = st.one_of(
    st.none(),
    st.text(max_size=300),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), st.sampled_from(LANGUAGES), st.data())
def test_no_value_breaks_a_message(kind: str, language: Any, data: st.DataObject) -> None:
    fixed = ("requisition_number", "source", "purchase_order_number")
    row = {key: value if key in fixed else data.draw(VALUES) for key, value in ROWS[kind].items()}
    assert_slack_takes(render(kind, row, language, interactive=True))


def test_a_message_over_the_limit_of_all_text_keeps_its_title_and_its_footer() -> None:
    page = Page()
    page.header("Title")
    page.lines([Safe("x" * 2900)] * 9)
    page.footer(Safe("Data as of today"))
    message = page.message(Safe("short"))
    assert_slack_takes(message)
    assert [block["type"] for block in message.blocks] == ["header", *["section"] * 4, "context"]


def test_clipping_counts_emoji_as_slack_may_and_cuts_no_entity() -> None:
    assert clip("😀" * 10, 9) == "😀" * 4 + "…"
    assert clip("abc", 3) == "abc"
    assert clip_safe(escape("&" * 10), 13) == "&amp;&amp;…"


def test_numbers_are_written_for_people() -> None:
    row = {
        **ROWS["shortage"],
        "on_hand_qty": Decimal("1234567.500000"),
        "in_transit_qty": 0.1 + 0.2,
        "reserved_qty": "1E+3",
        "available_qty": Decimal("-0.001"),
        "next_receipt_on": datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
    }
    said = preview(render("shortage", row, "en"))
    for line in (
        "On hand: 1,234,567.5 pcs",
        "in transit: 0.3 pcs",
        "Reserved: 1,000 pcs",
        "Available: 0 pcs",
        "2026-11-20",
    ):
        assert line in said


def test_kept_levels_are_called_kept_in_the_arithmetic() -> None:
    said = preview(render("requisition", {**REQUISITION, "level_basis": "kept"}, "en"))
    assert "Reorder point: 267.83, kept as it was: a change waits or was rejected, tandem levels list" in said


def test_the_command_quotes_what_the_shell_would_split() -> None:
    row = {**GOLDEN["review_rule.levels"], "product_code": "帐篷 2", "location_code": "WH 1"}
    assert "tandem levels approve '帐篷 2' 'WH 1'" in preview(render("review_rule", row, "en"))
