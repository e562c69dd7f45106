"""A company of files in a folder of its own, used by its commands and read in its warehouse."""

import json
from pathlib import Path
from typing import Any

import duckdb
from typer.testing import CliRunner

from tandem.cli import app


class FilesCompany:
    """The company in `root`: its company file, and the files of its one source in `erp/`."""

    def __init__(self, root: Path, company: str, files: dict[str, str]) -> None:
        self.root = root
        (root / "erp").mkdir(parents=True)
        (root / "tandem.yaml").write_text(company, "utf-8")
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        (self.root / "erp" / name).write_text(text, "utf-8")

    def cycle(self) -> None:
        for step in ("sync", "build", "plan", "evaluate"):
            self.command(step)

    def why(self, product: str) -> str:
        return " ".join(self.command("why", product).split())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / ".tandem" / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def planned(self, product: str) -> list[tuple[Any, ...]]:
        """Kind, supplier, quantity and day of need of what is planned."""
        return self.rows(
            "select kind, supplier_code, cast(order_qty as int), cast(need_on as varchar) "
            "from marts.fct_planned_orders o join marts.dim_product using (product_id) "
            f"left join marts.dim_supplier s using (supplier_id) where product_code = '{product}' order by need_on"
        )

    def messages(self, product: str) -> dict[str, str]:
        """Kind -> sentence."""
        return dict(
            self.rows(
                "select message_kind, sentence from marts.fct_plan_messages join marts.dim_product using (product_id) "
                f"where product_code = '{product}'"
            )
        )

    def asked(self, product: str) -> list[dict[str, Any]]:
        """The requisitions of a product that wait."""
        waiting: list[dict[str, Any]] = json.loads(self.command("pending", "--json"))
        return [row for row in waiting if row["product_code"] == product]

    def command(self, *words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--company", str(self.root / "tandem.yaml")])
        assert done.exit_code == 0, done.output
        return done.output
