"""prefect.yaml: every deployment has name, tags, time zone, limit, and an entry point that imports."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "prefect.yaml").read_text("utf-8")
)["deployments"]


def test_every_step_is_deployed() -> None:
    assert {deployment["entrypoint"].split(":")[1] for deployment in DEPLOYMENTS} == {
        "cycle", "sync", "build", "plan", "evaluate", "notify", "publish", "heartbeat",
    }  # fmt: skip


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: str(d["name"]))
def test_deployment(deployment: dict[str, Any]) -> None:
    module, name = deployment["entrypoint"].removesuffix(".py").replace(".py:", ":").split(":")
    flow = getattr(import_module(module.replace("/", ".")), name)
    assert set(deployment.get("parameters", {})) <= set(flow.parameters.properties)
    assert set(flow.parameters.required or []) <= set(deployment.get("parameters", {}))
    assert deployment["tags"] and deployment["description"]
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert all(schedule["timezone"] for schedule in deployment["schedules"])
