"""One cycle at a time: a second waits for the warehouse, and says so when it waited in vain."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from tandem.cycle import Cycle
from tandem.settings import load_company
from tandem.warehouse import WarehouseBusy, WarehouseError, hold_warehouse, open_warehouse


@pytest.fixture
def cycle(tmp_path: Path) -> Cycle:
    (tmp_path / "tandem.yaml").write_text("version: 1\ncompany: {name: x, base_currency: EUR}\nsources: {}\n")
    return Cycle(load_company(tmp_path / "tandem.yaml"), as_of=date(2026, 6, 30))


def test_the_second_waits_and_then_goes_on(cycle: Cycle) -> None:
    order: list[str] = []
    held = threading.Event()

    def first() -> None:
        with hold_warehouse(cycle):
            held.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    held.wait()
    with hold_warehouse(cycle), hold_warehouse(cycle):  # a step inside a cycle holds it again
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_in_vain_it_says_who_to_ask(cycle: Cycle) -> None:
    with hold_warehouse(cycle):
        refused: list[Exception] = []

        def second() -> None:
            try:
                with hold_warehouse(cycle, timeout_seconds=0.1):
                    pass
            except WarehouseBusy as error:
                refused.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "in use for 0.1 seconds" in str(refused[0])


def test_nothing_built_yet(cycle: Cycle) -> None:
    with pytest.raises(WarehouseError, match="does not exist yet"), open_warehouse(cycle):
        pass
