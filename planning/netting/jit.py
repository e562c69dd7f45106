"""numba's compiler behind a decorator that keeps the types, so that mypy still checks what is compiled."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba  # type: ignore[import-untyped,unused-ignore]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compiles at the first call and keeps the machine code on disk beside the module.

    numba calls kept code fresh when the function's own file is unchanged, though it holds what the function calls in
    other files: a changed `choice.py` went on running as it was inside `walk`. So the stamp covers the whole folder.
    """
    made: Any = numba.njit(cache=True)(function)
    made._cache._cache_file._source_stamp = source_stamp(Path(__file__).parent)
    return cast(Function, made)


@lru_cache
def source_stamp(folder: Path) -> str:
    """One digest of all modules in `folder`."""
    digest = sha256()
    for module in sorted(folder.glob("*.py")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes())
    return digest.hexdigest()
