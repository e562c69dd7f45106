"""The lake: immutable Parquet, visible only where an acceptance record says so.

`Lake`, `land`, `write_plan`, `raw_tables` and `create_raw_views` are what other rooms use.
"""

from lake.files import Lake
from lake.landing import land
from lake.plans import PlanVersion, chosen_plan, plan_table, plan_versions, write_plan
from lake.raw import RawTable, raw_tables
from lake.records import Acceptance, StreamLoad, acceptances
from lake.views import create_raw_views

__all__ = [
    "Acceptance",
    "Lake",
    "PlanVersion",
    "RawTable",
    "StreamLoad",
    "acceptances",
    "chosen_plan",
    "create_raw_views",
    "land",
    "plan_table",
    "plan_versions",
    "raw_tables",
    "write_plan",
]
