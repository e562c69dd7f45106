"""Two cycles in one process, as a worker that stays up runs them; prints what the second one took as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from tandem.server import prefect_settings
from tandem.settings import environment, load_company


def main(company_file: str) -> None:
    """Runs the cycle of `company_file` twice; prints seconds, processor seconds and seconds by step of the second."""
    folder = load_company(Path(company_file)).path(".tandem")
    with environment(**prefect_settings(folder)):
        from flows.cycle import cycle

        cycle(company_file=company_file)
        started, spent = time.monotonic(), _processor_seconds()
        second = cycle(company_file=company_file)
        took, used = time.monotonic() - started, _processor_seconds() - spent
    sys.stdout.write(json.dumps({"wall": took, "processor": used, "seconds": second.seconds}) + "\n")


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1])
