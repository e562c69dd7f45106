"""The command of who grows beyond one machine: the marts on Spark, held against DuckDB's."""

from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.app import COMPANY_FILE, AsJson, AsOf, CompanyFile, KnownAt, command, cycle_of, err, out, show

if TYPE_CHECKING:
    from tandem.spark.marts import SparkReport

Conf = Annotated[list[str] | None, typer.Option("--conf", help="Spark's configuration, as key=value; may be repeated.")]
NoCompare = Annotated[bool, typer.Option("--no-compare", help="Only build: do not hold the marts against DuckDB's.")]


@command
def spark(
    company: CompanyFile = COMPANY_FILE,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    conf: Conf = None,
    no_compare: NoCompare = False,
    as_json: AsJson = False,
) -> None:
    """Builds the marts on Spark from the same lake, and names every row that differs from DuckDB's."""
    from tandem.spark.marts import spark_marts

    said = dict(_pair(one) for one in conf or ())
    report = spark_marts(cycle_of(company, as_of, known_at), said, compared=not no_compare)
    show(report, as_json, lambda: _tell(report))
    if report.differences:
        raise typer.Exit(1)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not key=value, such as spark.master=spark://host:7077")
    return key, value


def _tell(report: "SparkReport") -> None:
    for one in report.compared:
        for difference in one.differences:
            err.print(str(difference), style="red", markup=False)
    seconds = ", ".join(f"{part} {value:.1f} s" for part, value in report.build.seconds.items())
    counts = ", ".join(f"{count} {status}" for status, count in sorted(report.build.counts.items()))
    out.print(f"Spark: {seconds}; {counts}", markup=False)
    if report.compared:
        rows = sum(one.rows for one in report.compared)
        wrong = [one.mart.name for one in report.compared if one.differences]
        said = f"differ in {', '.join(wrong)}" if wrong else "are equal"
        out.print(f"{len(report.compared)} marts with {rows:,} rows: DuckDB and Spark {said}", markup=False)
