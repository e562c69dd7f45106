"""One `tandem run` in a process of its own, through Prefect, with a shop that refuses its (planted) secret."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from whole_company import PROJECT, Whole

from sandbox.credentials import ENVIRONMENT
from tandem.cli import app

PLANTED = "shpat_planted_5f2c81"


@dataclass
class Ran:
    """What the command left behind."""

    whole: Whole
    code: int
    said: dict[str, Any]
    output: str
    before: dict[str, Any]


@pytest.fixture(scope="module")
def ran(first: Whole, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    whole = first.copy(tmp_path_factory.mktemp("run") / "company")
    before = whole.decided()
    command = [sys.executable, "-c", "from tandem.cli import app; app()", "run", "--json", "--company", str(whole.file)]
    environment = {**os.environ, **ENVIRONMENT, "TANDEM_SHOP_TOKEN": PLANTED, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        command, cwd=whole.root, env=environment, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.stdout.startswith("{"), done.stdout[-2000:] + done.stderr[-2000:]
    return Ran(whole, done.returncode, json.loads(done.stdout), done.stdout + done.stderr, before)


def test_the_source_that_fails_is_told_and_the_others_go_on(ran: Ran) -> None:
    assert ran.code == 1
    assert list(ran.said["failed"]) == ["shop"]
    assert "Check the secret that the company file names" in ran.said["failed"]["shop"]
    assert set(ran.said["synced"]) == {"erp", "suppliers", "wms"}
    assert ran.said["build"] and ran.said["published"] and ran.said["plan_version"]


def test_a_cycle_through_prefect_adds_nothing_either(ran: Ran) -> None:
    assert ran.said["outcome"]["opened"] == 0
    assert ran.whole.decided() == ran.before


def test_no_secret_is_in_any_file_or_output(ran: Ran) -> None:
    """D9."""
    secrets = [PLANTED, *ENVIRONMENT.values()]
    assert not [secret for secret in secrets if secret in ran.output]
    found = [
        (str(file.relative_to(ran.whole.root)), secret)
        for file in ran.whole.root.rglob("*")
        if file.is_file()
        for content in [file.read_bytes()]
        for secret in secrets
        if secret.encode() in content
    ]
    assert not found


def test_status_pending_why_and_doctor_answer(first: Whole, tmp_path: Path) -> None:
    code = str(first.story("below_reorder_point")["sku"])
    for arguments, expected in (
        (["status"], "fresh"),
        (["pending"], "REQ-000001"),
        (["why", code], "reorder point"),
        (["why", "no-such-thing"], "no planned product goes by that name"),
        (["doctor"], "source erp: answers"),
        (["outbox", "list"], "everything is delivered"),
        (["outbox", "resend", "999999"], "999999 is not a dead item of the outbox"),
        (["notify", "--dry-run"], ""),
    ):
        shown = CliRunner().invoke(app, [*arguments, "--company", str(first.file)])
        assert expected.lower() in shown.output.lower(), (arguments, shown.output[-800:])
        assert not [secret for secret in ENVIRONMENT.values() if secret in shown.output]
