"""Kept machine code is as fresh as all the modules that it holds, not only the one in which it is written."""

import shutil
from pathlib import Path

from planning.netting import jit, walk


def test_a_change_in_any_module_makes_kept_code_stale(tmp_path: Path) -> None:
    folder = shutil.copytree(Path(jit.__file__).parent, tmp_path / "same", ignore=shutil.ignore_patterns("__pycache__"))
    kept = walk.walk._cache._cache_file._source_stamp  # type: ignore[attr-defined]
    assert jit.source_stamp(folder) == kept
    changed = shutil.copytree(folder, tmp_path / "changed")
    (changed / "choice.py").write_text((changed / "choice.py").read_text() + "\n# changed\n")
    assert jit.source_stamp(changed) != kept
