"""A company folder that has never been run in is enough for Prefect to start."""

from pathlib import Path

from tandem.server import prefect_settings


def test_prefect_finds_its_folder_in_a_fresh_company(tmp_path: Path) -> None:
    home = Path(prefect_settings(tmp_path / ".tandem")["PREFECT_HOME"])
    assert home.is_dir() and home.is_relative_to(tmp_path)
