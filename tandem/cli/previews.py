"""What people would see, on the terminal: newest requisition, shortage and promotion brief, and what waits."""

from typing import TYPE_CHECKING, Any

from rich.table import Table

from tandem.channel_settings import Language
from tandem.cycle import Cycle
from tandem.settings import Company
from tandem.stores import open_store
from tandem.warehouse import open_warehouse

if TYPE_CHECKING:
    from alerts.message import Message

_CONFORMED = """
select 'product' as entity, source, method, count(*) as members from intermediate.xref_product group by source, method
union all select 'supplier', source, method, count(*) from intermediate.xref_supplier group by source, method
union all select 'customer', source, method, count(*) from intermediate.xref_customer group by source, method
union all select 'location', source, method, count(*) from intermediate.xref_location group by source, method
order by entity, source, method
"""
HELD = """
select entity, source, reason, sum(held_count) as rows, min(source_id) as for_example, max(advice) as advice
from reports.rpt_held_rows group by entity, source, reason order by entity, source, reason
"""


def conformed(cycle: Cycle) -> Table:
    """How many members of each source got a conformed id and how, and what is held with its reason."""
    table = Table("identity", "source", "method / reason", "count", box=None, header_style="bold")
    with open_warehouse(cycle) as connection:
        for entity, source, method, count in connection.execute(_CONFORMED).fetchall():
            table.add_row(entity, source, method, f"{count:,}")
        for entity, source, reason, count, example, _ in connection.execute(HELD).fetchall():
            table.add_row(f"held: {entity}", source, f"{reason} (such as {example})", f"{count:,}")
    return table


def newest(cycle: Cycle) -> list[tuple[str, str]]:
    """Title and text of one shortage, one promotion brief and one requisition that wait for somebody."""
    from alerts.render import preview, render
    from operations.overview import open_alert, waiting_requisition

    store = open_store(cycle)
    found: list[tuple[str, str, dict[str, Any] | None]] = [
        ("Shortage warning", "shortage", open_alert(store, "shortage")),
        ("Promotion brief", "excess", open_alert(store, "excess")),
        ("Requisition waiting for approval", "requisition", waiting_requisition(store)),
    ]
    return [
        (f"{title} ({language})", preview(render(kind, row, language)))
        for title, kind, row in found
        if row is not None
        for language in [_language(cycle.company, kind)]
    ]


def waiting(cycle: Cycle) -> "list[Message]":
    """The messages in the outbox, as they would be sent."""
    from alerts.render import render
    from operations.overview import undelivered

    payloads = undelivered(open_store(cycle))
    return [render(said["template"], said["row"], said["language"]) for said in payloads if said["language"]]


def _language(company: Company, kind: str) -> "Language":
    spoken = (c.language for c in company.channels.values() if c.enabled and kind in c.kinds)
    return next(spoken, "en")
