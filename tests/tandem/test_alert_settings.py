"""The company file says when channels are told of alerts; each wrong value is refused with key and reason."""

from datetime import time
from pathlib import Path

import pytest

from tandem.settings import CompanyFileError, load_company

COMPANY = """
version: 1
company: {name: Ridgeline, base_currency: EUR, time_zone: Europe/Berlin}
sources:
  books: {system: tables, folder: data, streams: {}}
channels:
  here: {type: console, kinds: [shortage], TIMES}
"""


def written(folder: Path, times: str) -> Path:
    file = folder / "tandem.yaml"
    file.write_text(COMPANY.replace("TIMES", times), "utf-8")
    return file


def test_nights_whole_days_and_digests(tmp_path: Path) -> None:
    quiet = 'quiet_hours: {from: "19:00", to: "07:30", all_day: [sat, sun]}'
    said = f'{quiet}, digest_at: ["09:00", "15:00"], quiet_high: true'
    here = load_company(written(tmp_path, said)).channels["here"]
    assert here.quiet_hours is not None
    assert (here.quiet_hours.from_, here.quiet_hours.to) == (time(19), time(7, 30))
    assert (here.digest_at, here.quiet_high) == ((time(9), time(15)), True)


@pytest.mark.parametrize(
    ("times", "key", "said"),
    [
        ('quiet_hours: {from: 19:00, to: "07:30"}', "quiet_hours.from", 'write hours and minutes in quotes'),
        ('quiet_hours: {from: "7pm", to: "07:30"}', "quiet_hours.from", "no time of day"),
        ('quiet_hours: {from: "24:00", to: "07:30"}', "quiet_hours.from", "no time of day"),
        ('quiet_hours: {from: "19:00"}', "quiet_hours", "needs both `from` and `to`"),
        ("quiet_hours: {}", "quiet_hours", "names no time"),
        ('quiet_hours: {from: "19:00", to: "19:00"}', "quiet_hours", "are the same time"),
        ("quiet_hours: {all_day: [saturday]}", "quiet_hours.all_day.0", "'mon', 'tue'"),
        ("quiet_hours: {all_day: [mon, tue, wed, thu, fri, sat, sun]}", "quiet_hours", "use `enabled: false`"),
        ('quiet_hours: {until: "07:00"}', "quiet_hours.until", "not permitted"),
        ("digest_at: [9]", "digest_at.0", "no time of day"),
        (
            'digest_at: ["20:00"], quiet_hours: {from: "19:00", to: "07:30"}', "here.console",
            "digest_at 20:00 lies in the quiet hours",
        ),
    ],
)  # fmt: skip
def test_a_wrong_time_is_refused_with_key_and_reason(tmp_path: Path, times: str, key: str, said: str) -> None:
    with pytest.raises(CompanyFileError) as refused:
        load_company(written(tmp_path, times))
    assert f"{key}: " in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (
            "{owner: Mei, channels: [there]}",
            "alerts.owners.0 names the channel 'there', but `channels` has only ['here']",
        ),
        ("{kinds: [shortage]}", "alerts.owners.0: Value error, names neither an `owner` nor `channels`"),
        ("{owner: Mei, instead: true}", "`instead: true` needs `channels`"),
        ("{owner: Mei, kinds: [requisition]}", "alerts.owners.0.kinds.0"),
        ("{owner: Mei, place: BER}", "alerts.owners.0.place"),
    ],
)
def test_a_wrong_owner_is_refused_with_key_and_reason(tmp_path: Path, owner: str, said: str) -> None:
    file = written(tmp_path, "language: en")
    file.write_text(f"{file.read_text('utf-8')}alerts: {{owners: [{owner}]}}\n", "utf-8")
    with pytest.raises(CompanyFileError) as refused:
        load_company(file)
    assert said in str(refused.value)


def test_owners_and_approvers_may_snooze(tmp_path: Path) -> None:
    file = written(tmp_path, "language: en")
    more = "alerts: {owners: [{owner: Mei, category: Tents, channels: [here]}]}\napprovers: [{name: Ana}]\n"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    assert load_company(file).alert_people == {"Mei", "Ana"}
