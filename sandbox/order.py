"""Which company a sandbox is asked for, and the name that tells two of them apart."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sandbox.world import DEFAULT_END

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Order:
    """The arguments of `sandbox.world.simulate`."""

    seed: int = 7
    products: int = 200
    locations: int = 3
    days: int = 730
    end_on: date = DEFAULT_END

    @property
    def world_key(self) -> str:
        """Changes with any argument and with the code that simulates."""
        return self._key([HERE / "world.py", *(HERE / "simulation").glob("*.py")])

    @property
    def server_key(self) -> str:
        """Changes with any argument and with any code of the sandbox."""
        return self._key(HERE.rglob("*.py"))

    @property
    def arguments(self) -> list[str]:
        """The same as arguments of `python -m sandbox serve`."""
        return [part for name, value in asdict(self).items() for part in (f"--{name.replace('_', '-')}", str(value))]

    def _key(self, files: Iterable[Path]) -> str:
        digest = hashlib.sha256(repr(asdict(self)).encode())
        for file in sorted(files):
            digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()[:16]
