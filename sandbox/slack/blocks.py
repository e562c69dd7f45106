"""What Slack refuses in `blocks`: shapes, unknown keys and lengths.

Lengths as measured for CONNECTORS.md section 4. They are counted in UTF-16 units, the stricter of the two ways to
count an emoji, so that what passes here passes Slack.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

MAX_BLOCKS = 50
MAX_BLOCK_TEXT = 13_200
MAX_ID = 255

Fault = tuple[str, str]
"""JSON pointer and what is wrong there."""


def units(text: str) -> int:
    """Length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def block_faults(blocks: Any, most: int = MAX_BLOCKS, *, in_view: bool = False) -> list[str]:
    """What Slack would say about `blocks`, one line a mistake; empty when it would take them.

    Args:
        blocks: of a message, or of a view.
        most: how many there may be.
        in_view: whether they stand in a view, which takes inputs too.
    """
    if not isinstance(blocks, list):
        return ["[ERROR] must be an array [json-pointer:/blocks]"]
    faults = [fault for index, block in enumerate(blocks) for fault in _block(block, f"/blocks/{index}", in_view)]
    if len(blocks) > most:
        faults.append(("/blocks", f"no more than {most} items allowed"))
    faults += _doubled("/blocks", [b.get("block_id") for b in blocks if isinstance(b, dict)])
    return [f"[ERROR] {what} [json-pointer:{where}]" for where, what in faults]


def text_length(value: Any) -> int:
    """Units of all text inside `blocks`."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = units(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_length(item) for item in value.values())


def _block(block: Any, at: str, in_view: bool) -> Iterator[Fault]:
    known = {**_BLOCKS, "input": _input} if in_view else _BLOCKS
    check = known.get(block.get("type")) if isinstance(block, dict) else None
    if check is None:
        yield at, "unsupported type"
        return
    yield from _within(block.get("block_id", "x"), MAX_ID, f"{at}/block_id")
    yield from check(block, at)


def _section(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, {"text", "fields", "accessory", "expand"}, at)
    if "text" not in block and "fields" not in block:
        yield at, "must have `text` or `fields`"
    if "text" in block:
        yield from _text(block["text"], 3000, f"{at}/text")
    if "fields" in block:
        yield from _many(block["fields"], 10, f"{at}/fields", lambda item, where: _text(item, 2000, where))
    if "accessory" in block:
        yield from _button(block["accessory"], f"{at}/accessory")


def _header(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, {"text"}, at)
    yield from _text(block.get("text"), 150, f"{at}/text", only="plain_text")


def _divider(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, set(), at)


def _context(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, {"elements"}, at)
    yield from _many(block.get("elements"), 10, f"{at}/elements", lambda item, where: _text(item, 3000, where))


def _actions(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, {"elements"}, at)
    elements = block.get("elements")
    yield from _many(elements, 25, f"{at}/elements", _button)
    if isinstance(elements, list):
        yield from _doubled(f"{at}/elements", [e.get("action_id") for e in elements if isinstance(e, dict)])


def _input(block: Mapping[str, Any], at: str) -> Iterator[Fault]:
    yield from _keys(block, {"label", "element", "hint", "optional", "dispatch_action"}, at)
    yield from _text(block.get("label"), 2000, f"{at}/label", only="plain_text")
    if "hint" in block:
        yield from _text(block["hint"], 2000, f"{at}/hint", only="plain_text")
    element = block.get("element")
    if not isinstance(element, dict) or element.get("type") not in _INPUTS:
        yield f"{at}/element", "unsupported type"
        return
    allowed = _INPUTS[element["type"]]
    if extra := set(element) - allowed - {"type", "action_id", "initial_value", "placeholder", "focus_on_load"}:
        yield f"{at}/element", f"unsupported properties {sorted(extra)}"
    elif element["type"] == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        yield f"{at}/element/is_decimal_allowed", "must be a boolean"
    elif element["type"] == "static_select":
        yield from _options(element.get("options"), f"{at}/element/options")


def _options(options: Any, at: str) -> Iterator[Fault]:
    """1 to 100 options, each with plain text of at most 75 characters and a value of at most 150."""
    if not isinstance(options, list) or not 1 <= len(options) <= 100:
        yield at, "must have 1 to 100 options"
        return
    for place, option in enumerate(options):
        yield from _text(option.get("text"), 75, f"{at}/{place}/text", only="plain_text")
        yield from _within(option.get("value", ""), 150, f"{at}/{place}/value")


_INPUTS: Mapping[Any, set[str]] = {
    "plain_text_input": {"multiline", "min_length", "max_length"},
    "number_input": {"is_decimal_allowed", "min_value", "max_value"},
    "static_select": {"options", "initial_option"},
}
_BLOCKS: Mapping[Any, Callable[[Mapping[str, Any], str], Iterator[Fault]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
}
_BUTTON_KEYS = {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"}


def _button(element: Any, at: str) -> Iterator[Fault]:
    if not isinstance(element, dict) or element.get("type") != "button":
        yield at, "unsupported type"
        return
    if extra := set(element) - _BUTTON_KEYS:
        yield at, f"unsupported properties {sorted(extra)}"
    yield from _text(element.get("text"), 75, f"{at}/text", only="plain_text")
    yield from _within(element.get("action_id", "x"), MAX_ID, f"{at}/action_id")
    yield from _within(element.get("value", "x"), 2000, f"{at}/value")
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{at}/style", "must be `primary` or `danger`"


def _text(value: Any, limit: int, at: str, only: str | None = None) -> Iterator[Fault]:
    kinds = {only} if only else {"plain_text", "mrkdwn"}
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield at, f"must be a text object of type {' or '.join(sorted(kinds))}"
        return
    allowed = {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
    if extra := set(value) - allowed:
        yield at, f"unsupported properties {sorted(extra)}"
    yield from _within(value.get("text"), limit, f"{at}/text")


def _within(value: Any, limit: int, at: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not value:
        yield at, "must be a text of at least 1 character"
    elif units(value) > limit:
        yield at, f"must be less than {limit + 1} characters"


def _many(items: Any, limit: int, at: str, check: Callable[[Any, str], Iterator[Fault]]) -> Iterator[Fault]:
    if not isinstance(items, list) or not items:
        yield at, "must be an array of at least 1 item"
        return
    if len(items) > limit:
        yield at, f"no more than {limit} items allowed"
    for index, item in enumerate(items):
        yield from check(item, f"{at}/{index}")


def _keys(block: Mapping[str, Any], allowed: set[str], at: str) -> Iterator[Fault]:
    if extra := set(block) - allowed - {"type", "block_id"}:
        yield at, f"unsupported properties {sorted(extra)}"


def _doubled(at: str, ids: Sequence[Any]) -> list[Fault]:
    said = [one for one in ids if isinstance(one, str)]
    return [(at, f"id {one!r} is used twice") for one in sorted({one for one in said if said.count(one) > 1})]
