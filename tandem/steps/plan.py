"""Step 3: conformed tables become a plan, landed whole."""

import hashlib
from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.stores import open_lake
from tandem.warehouse import hold_warehouse, open_warehouse

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def plan(cycle: Cycle) -> str:
    """Plans every item and lands the plan. Gives its version: the last one's when nothing has changed."""
    from lake import plan_versions, write_plan
    from planning.replenish import make_plan

    with hold_warehouse(cycle), open_warehouse(cycle) as connection:
        items = connection.execute("select * from planning_inputs.plan_items").df()
        history = connection.execute("select * from planning_inputs.plan_demand_history").df()
        successors = connection.execute("select * from planning_inputs.plan_successors").df()
    frames = make_plan(items, history, successors, cycle.as_of).tables()
    content = _fingerprint(cycle, frames)
    lake = open_lake(cycle)
    known_at = cycle.known()
    last = next((one for one in reversed(plan_versions(lake)) if one.known_at <= known_at), None)
    if last and last.manifest.get("content") == content:
        return last.version
    version = f"{known_at:%Y%m%dT%H%M%S.%fZ}-{content[:8]}"
    manifest = {
        "as_of": cycle.as_of,
        "known_at": known_at,
        "policy_version": cycle.company.policy_version,
        "run_id": cycle.run_id,
        "content": content,
        "items": len(items),
    }
    write_plan(lake, version, {name: _landed(frame, version) for name, frame in frames.items()}, manifest)
    return version


def _fingerprint(cycle: Cycle, frames: dict[str, "pd.DataFrame"]) -> str:
    from pandas.util import hash_pandas_object

    digest = hashlib.sha256(f"{cycle.as_of}|{cycle.company.policy_version}".encode())
    for name in sorted(frames):
        digest.update(hash_pandas_object(frames[name].astype(str), index=False).to_numpy().tobytes())
    return digest.hexdigest()


def _landed(frame: "pd.DataFrame", version: str) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pandas(frame.assign(plan_version=version), preserve_index=False)
