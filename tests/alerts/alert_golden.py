"""The golden files: what people see, as Block Kit JSON.

Rewrite them with `python tests/alerts/alert_golden.py`, then read the diff.
"""

import json
import sys
from pathlib import Path
from typing import get_args

FOLDER = Path(__file__).parent / "golden"
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from alert_rows import ROWS, VARIANTS  # noqa: E402

from alerts.render import render  # noqa: E402
from tandem.channel_settings import Language  # noqa: E402

LANGUAGES: tuple[Language, ...] = get_args(Language)


GOLDEN = {**ROWS, **VARIANTS}


def golden(name: str, language: Language) -> str:
    """The golden file's text. Chinese requisitions carry buttons, English ones the command only."""
    message = render(name.partition(".")[0], GOLDEN[name], language, interactive=language == "zh")
    return json.dumps(message.as_json(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Writes every golden file."""
    FOLDER.mkdir(exist_ok=True)
    for name in GOLDEN:
        for language in LANGUAGES:
            (FOLDER / f"{name}.{language}.json").write_text(golden(name, language), "utf-8")


if __name__ == "__main__":
    main()
