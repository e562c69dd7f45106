"""A wrong company file is refused with file, key and reason; secrets are looked up, never kept."""

from pathlib import Path

import pytest

from tandem.settings import CompanyFileError, SecretMissing, environment_secret, load_company

GOOD = """
version: 1
company: {name: 山脊户外, base_currency: EUR, time_zone: Asia/Shanghai}
sources:
  books: {system: tables, folder: data, streams: {}}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "tandem.yaml"
    file.write_text(text, "utf-8")
    return file


def test_smallest_company(tmp_path: Path) -> None:
    company = load_company(written(tmp_path, GOOD))
    assert company.company.name == "山脊户外"
    assert company.path("x") == tmp_path / "x"
    assert company.operations_url == f"sqlite:///{tmp_path}/.tandem/operations.db"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("base_currency: EUR", "base_currency: euro"), "company.base_currency"),
        (("Asia/Shanghai", "Shanghai"), "'Shanghai' is not a time zone such as Europe/Berlin"),
        (("version: 1", "version: 2"), "version"),
        (("folder: data", "folder: data, colour: red"), "sources.books.tables.colour"),
        (("books:", "operations:"), "that name is Tandem's own"),
        (("books:", "9books:"), "sources.9books"),
        (("system: tables", "system: abacus"), "sources.books"),
        (("sources:", 'stock_of_record: {"*": erp}\nsources:'), "['erp'] are named, but `sources` has only ['books']"),
        (("sources:", "policies: {default: {service_level: 1.5}}\nsources:"), "policies.default.service_level"),
    ],
)
def test_a_wrong_value_is_refused_with_file_key_and_reason(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    file = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(CompanyFileError) as refused:
        load_company(file)
    assert str(file) in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a\n- b", "a: [", "\x00"])
def test_not_a_company_at_all(tmp_path: Path, text: str) -> None:
    with pytest.raises(CompanyFileError, match=r"must be a mapping|not valid YAML"):
        load_company(written(tmp_path, text))


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CompanyFileError, match="Give another with --company"):
        load_company(tmp_path / "none.yaml")


def test_a_secret_written_into_the_file_is_refused(tmp_path: Path) -> None:
    shop = "books: {system: shopify, url: http://127.0.0.1:1, token: shpat_123}"
    with pytest.raises(CompanyFileError, match=r"sources\.books\.shopify\.token"):
        load_company(written(tmp_path, GOOD.replace("books: {system: tables, folder: data, streams: {}}", shop)))


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_TEST_SECRET", "hush")
    secret = environment_secret("env:TANDEM_TEST_SECRET")
    assert secret.get_secret_value() == "hush"
    assert "hush" not in repr(secret)
    monkeypatch.delenv("TANDEM_TEST_SECRET")
    with pytest.raises(SecretMissing, match="Set the environment variable TANDEM_TEST_SECRET"):
        environment_secret("env:TANDEM_TEST_SECRET")


def test_policy_version_changes_with_every_value(tmp_path: Path) -> None:
    rows = tmp_path / "policies.csv"
    rows.write_text("product_code,location_code,parameter,value\n", "utf-8")
    with_file = GOOD + "policies: {overrides: policies.csv}\n"
    versions = {load_company(written(tmp_path, text)).policy_version for text in (GOOD, with_file)}
    rows.write_text("product_code,location_code,parameter,value\nSKU-1,HAM,reorder_point,5\n", "utf-8")
    versions.add(load_company(written(tmp_path, with_file)).policy_version)
    versions.add(load_company(written(tmp_path, GOOD + "policies: {default: {review_days: 8}}\n")).policy_version)
    assert len(versions) == 4


@pytest.mark.parametrize("key", ["overrides", "supplier_terms"])
def test_a_missing_file_of_policies_names_its_key(tmp_path: Path, key: str) -> None:
    company = load_company(written(tmp_path, GOOD + f"policies: {{{key}: none.csv}}\n"))
    with pytest.raises(CompanyFileError, match=rf"policies\.{key}: none\.csv cannot be read"):
        _ = company.policy_version
