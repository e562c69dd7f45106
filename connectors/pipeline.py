"""dlt carries rows from readers to the lake's files. Afterwards our acceptance record counts, not dlt's state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from lake.errors import WriteFailed
from lake.records import Load
from lake.stream import LINEAGE, ColumnType, Stream
from tandem.errors import TandemError

if TYPE_CHECKING:
    import pyarrow as pa

Producer = Callable[[], "pa.Table | None"]
"""Gives a stream's rows with lineage, or None when there is nothing to write."""

_TYPES: Mapping[ColumnType, Mapping[str, Any]] = {
    "text": {"data_type": "text"},
    "integer": {"data_type": "bigint"},
    "decimal": {"data_type": "decimal", "precision": 18, "scale": 6},
    "boolean": {"data_type": "bool"},
    "date": {"data_type": "date"},
    "timestamp": {"data_type": "timestamp", "timezone": False, "precision": 6},
}


def carry(load: Load, streams: Mapping[str, tuple[Stream, Producer]]) -> dict[str, tuple[str, ...]]:
    """Runs every producer and writes what it gives to `raw_<source>/<stream>/<load_id>.<n>.parquet`.

    Returns:
        Stream name -> its new files; nobody sees them before the load is accepted.

    Raises:
        TandemError: whatever a producer raised; nothing was written then.
        WriteFailed: the lake or the temporary folder could not be written.
    """
    import dlt

    _quiet(dlt)
    expected: set[str] = set()
    with TemporaryDirectory(prefix="tandem-") as folder, _unwrapped(load):
        pipeline = dlt.pipeline(
            f"tandem_{load.source}", pipelines_dir=folder, destination=_destination(load), dataset_name=_dataset(load)
        )
        pipeline.config.restore_from_destination = False
        source = dlt.source(lambda: _resources(dlt, streams, expected), name=load.source, max_table_nesting=0)
        pipeline.extract(source(), loader_file_format="parquet")
        if expected:
            pipeline.normalize()
            _make_ready(load)
            pipeline.load()
    return _files(load, expected)


def _resources(dlt: Any, streams: Mapping[str, tuple[Stream, Producer]], expected: set[str]) -> Iterator[Any]:
    for stream, producer in streams.values():
        yield dlt.resource(
            _rows(stream, producer, expected),
            name=stream.name,
            primary_key=list(stream.key),
            columns={name: dict(_TYPES[kind]) for name, kind in {**stream.columns, **LINEAGE}.items()},
            write_disposition="append",
        )


def _rows(stream: Stream, producer: Producer, expected: set[str]) -> Iterator[pa.Table]:
    table = producer()
    if table is not None:
        expected.add(stream.name)
        yield table


def _destination(load: Load) -> Any:
    from dlt.destinations import filesystem

    return filesystem(
        bucket_url=load.lake.url,
        layout="{table_name}/{acceptance}.{file_id}.{ext}",
        extra_placeholders={"acceptance": load.load_id},
        warn_unsafe_layout_separators=False,
    )


def _make_ready(load: Load) -> None:
    """dlt takes a folder for its own by this file; without it, it fails on a folder that is there already."""
    if not load.lake.filesystem.exists(load.lake.path(mark := f"{_dataset(load)}/init")):
        load.lake.write_text(mark, "")


def _dataset(load: Load) -> str:
    return f"raw_{load.source}"


def _quiet(dlt: Any) -> None:
    """Neither telemetry nor warnings about hints that Arrow's own types settle; names stay as they are declared."""
    from dlt.common.configuration.specs import RuntimeConfiguration
    from dlt.common.runtime.run_context import active

    dlt.config["schema.naming"] = "direct"
    active().initialize_runtime(RuntimeConfiguration(dlthub_telemetry=False, log_level="ERROR"))


@contextmanager
def _unwrapped(load: Load) -> Iterator[None]:
    """Brings out of dlt's wrappers what really happened."""
    from dlt.common.exceptions import DltException

    try:
        yield
    except DltException as error:
        for cause in _causes(error):
            if isinstance(cause, TandemError):
                raise cause from None
            if isinstance(cause, OSError):
                raise WriteFailed(
                    f"lake {load.lake.url}: rows of {load.source} cannot be written ({cause.strerror or cause}). "
                    "Nothing of this load was accepted; make room or give the right to write there, then sync again."
                ) from error
        raise


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _files(load: Load, expected: set[str]) -> dict[str, tuple[str, ...]]:
    """The new files by stream. What dlt notes beside them is taken away: the acceptance record is the only state."""
    notes = [n for kind in ("loads", "version") for n in load.lake.names(f"{_dataset(load)}/_dlt_{kind}")]
    load.lake.remove(notes)
    found = {}
    for name in sorted(expected):
        written = load.lake.names(f"{_dataset(load)}/{name}", ".parquet")
        found[name] = tuple(file for file in written if file.rsplit("/", 1)[-1].startswith(load.load_id))
        if not found[name]:
            raise WriteFailed(
                f"lake {load.lake.url}: dlt wrote no file for {load.source}.{name}; nothing was accepted."
            )
    return found
