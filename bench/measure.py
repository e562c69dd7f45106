"""Runs a command and takes its time and its memory from the operating system."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.settings import current_environment


@dataclass(frozen=True)
class Measured:
    """Wall seconds, processor seconds, peak memory (MB, the largest single process) and standard output."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Measured:
    """Runs `command` to its end. Raises RuntimeError with the end of its output when it fails."""
    log = folder / "bench.log"
    started = time.monotonic()
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=folder, env={**current_environment(), **environment}, stdout=subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = (output + log.read_text("utf-8", "replace"))[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    seconds = time.monotonic() - started
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)
