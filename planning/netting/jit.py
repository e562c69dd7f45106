"""numba's compiler behind a decorator that keeps the types, so that mypy still checks what is compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba  # type: ignore[import-untyped,unused-ignore]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compiles at the first call and keeps the machine code on disk beside the module."""
    return cast(Function, numba.njit(cache=True)(function))
