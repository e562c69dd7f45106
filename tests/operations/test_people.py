"""Persons' names: the same for the same address wherever it comes from, random, and gone when they are forgotten."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from operations_made import at, rows
from pydantic import SecretStr
from sqlalchemy import insert

from connectors.errors import ConnectorError, WrongCredential
from connectors.pseudonym import earlier_name, lookup_of, pseudonyms, unnamed
from connectors.reader import Pseudonyms
from operations import tables
from operations.dump import dump, refill
from operations.errors import UnknownPerson
from operations.people import PersonKeys, forget, lookup_of_customer
from operations.store import Store

KEY = SecretStr("a key that is long enough")


def namer(store: Store, key: SecretStr = KEY) -> Pseudonyms:
    """A new one for each sync, as it is."""
    return pseudonyms(lambda _: key, lambda: PersonKeys(store, at(0)))


def linked(store: Store, source: str, source_id: str, name: str | None, code: str | None = None) -> None:
    """A customer as the match step notes it: names and codes in upper case."""
    said: dict[str, Any] = {"entity": "customer", "source": source, "source_id": source_id, "hold_reason": "waits"}
    said |= {"second_key": name and name.upper(), "code": code and code.upper()}
    with store.begin() as session:
        session.execute(insert(tables.identity_link).values(**said, decided_by="rule", decided_at=at(0)))


def test_one_person_has_one_name_wherever_they_come_from(store: Store) -> None:
    shop = namer(store)([" ANN@example.com", None, "bob@example.com", "", "  "])
    erp = namer(store)(["ann@Example.com"])
    assert shop[0] == erp[0] != shop[2]
    assert shop[1] is shop[3] is shop[4] is None
    assert len(str(shop[0])) == 32


def test_a_name_does_not_follow_from_address_and_key(make_url: Callable[[], str]) -> None:
    one, two = Store(make_url()), Store(make_url())
    assert namer(one)(["ann@example.com"]) != namer(two)(["ann@example.com"])
    assert namer(one)(["ann@example.com"]) != [earlier_name(KEY, "ann@example.com")]


def test_neither_address_nor_key_is_in_the_store(store: Store) -> None:
    namer(store)(["ann@example.com"])
    lines: list[str] = []
    dump(store, lambda _, found: lines.extend(found))
    assert not [line for line in lines if "ann" in line or KEY.get_secret_value() in line]
    other = SecretStr("another key that is long")
    assert lookup_of(KEY, "ann@example.com") in "".join(lines)
    assert lookup_of(other, "ann@example.com") not in "".join(lines)


def test_a_key_that_could_be_guessed_is_refused(store: Store) -> None:
    with pytest.raises(WrongCredential) as raised:
        namer(store, SecretStr("guessable"))(["ann@example.com"])
    assert "guessable" not in str(raised.value)


def test_sources_without_persons_need_neither_key_nor_store() -> None:
    def nothing(*_: Any) -> Any:
        raise AssertionError("looked up")

    assert pseudonyms(nothing, nothing)([None, ""]) == [None, None]
    assert unnamed([None]) == [None]
    with pytest.raises(ConnectorError, match="a person came"):
        unnamed(["ann@example.com"])


def test_names_of_the_time_before_stay_valid(store: Store) -> None:
    """A lake of 0.1 has names that follow from address and key: shop and ERP must go on meeting in them."""
    linked(store, "erp", "7", earlier_name(KEY, "ann@example.com"))
    assert namer(store)(["ann@example.com"]) == [earlier_name(KEY, "ann@example.com")]
    assert namer(store)(["bob@example.com"]) != [earlier_name(KEY, "bob@example.com")]
    assert [row["is_derived"] for row in rows(store, tables.person_key)].count(True) == 1


def test_who_is_forgotten_gets_no_name_again(store: Store) -> None:
    ann, bob = namer(store)(["ann@example.com", "bob@example.com"])
    struck = forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(1))
    assert struck.had_name and not struck.is_derived
    assert namer(store)(["ann@example.com", "bob@example.com"]) == [None, bob]
    assert str(ann) not in str([row for one in tables.metadata.sorted_tables for row in rows(store, one)])
    assert not forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(2)).had_name


def test_also_not_the_name_of_the_time_before(store: Store) -> None:
    linked(store, "erp", "7", earlier_name(KEY, "ann@example.com"))
    namer(store)(["ann@example.com"])
    assert forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(1)).is_derived
    assert namer(store)(["ann@example.com"]) == [None]


def test_who_was_never_met_is_not_forgotten(store: Store) -> None:
    with pytest.raises(UnknownPerson, match="nothing to forget"):
        forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(1))
    assert rows(store, tables.person_forgotten) == []


def test_a_customers_id_or_code_leads_to_the_person(store: Store) -> None:
    ann, bob = namer(store)(["ann@example.com", "bob@example.com"])
    linked(store, "erp", "7", ann, "C-007")
    linked(store, "shop", "gid/7", ann)
    linked(store, "shop", "7", bob)
    assert lookup_of_customer(store, "c-007") == lookup_of_customer(store, "gid/7") == lookup_of(KEY, "ann@example.com")
    assert lookup_of_customer(store, "7", "shop") == lookup_of(KEY, "bob@example.com")
    with pytest.raises(UnknownPerson, match="erp, shop"):
        lookup_of_customer(store, "7")
    with pytest.raises(UnknownPerson, match="No person is known as 'C-008'"):
        lookup_of_customer(store, "C-008")


def test_an_older_dump_brings_nobody_back(store: Store, make_url: Callable[[], str]) -> None:
    namer(store)(["ann@example.com", "bob@example.com"])
    lines: dict[str, list[str]] = {}
    revision = dump(store, lambda table, found: lines.update({table: list(found)}))
    forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(1))
    refill(store, revision, lambda table: iter(lines[table]))
    assert namer(store)(["ann@example.com"]) == [None]
    assert len(rows(store, tables.person_key)) == 1


def test_of_a_forgotten_person_no_byte_is_left_in_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'operations.db'}")
    store.migrate()
    (ann, _) = namer(store)(["ann@example.com", "bob@example.com"])

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert str(ann).encode() in on_disk()
    forget(store, lookup_of(KEY, "ann@example.com"), "dpo", at(1))
    assert str(ann).encode() not in on_disk()


def _name(url: str, start: Any, told: Any) -> None:
    store = Store(url)
    start.wait(timeout=60)
    told.put(namer(store)([f"{number}@example.com" for number in range(300)]))


def test_sources_that_meet_the_same_persons_at_once_agree(url: str) -> None:
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(3), context.Queue()
    workers = [context.Process(target=_name, args=(url, start, told)) for _ in range(3)]
    for worker in workers:
        worker.start()
    names = [told.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(timeout=60)
    assert names[0] == names[1] == names[2]
    assert len(set(names[0])) == 300
