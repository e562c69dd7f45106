"""A name as it is compared: words, characters in a row for scripts without spaces, model numbers, sizes."""

import re
import unicodedata
from collections.abc import Iterator

_CHUNK = re.compile(r"[^\s,;:()\[\]{}|\"“”（）、，；：]+")
_WORD = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?|[^\W\d_a-z]+", re.UNICODE)
_NOT_ALNUM = re.compile(r"[\W_]+", re.UNICODE)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST_MODEL = 3


def normal(name: str) -> str:
    """NFKC, lower case, single spaces: 'Ｔｅｎｔ  ２P' and 'tent 2p' are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def tokens(name: str) -> list[str]:
    """What a name is made of: words, pairs of characters where no spaces part words, `#` model numbers, `=` numbers.

    >>> tokens("Sony PS-LX350H")
    ['sony', 'ps', 'lx', '=350', 'h', '#pslx350h']
    """
    found: list[str] = []
    for chunk in _CHUNK.findall(normal(name)):
        words = _WORD.findall(chunk)
        for word in words:
            found += _spoken(word)
        joined = _NOT_ALNUM.sub("", chunk)
        if _is_model(joined):
            found.append(f"#{joined}")
    return found


def _spoken(word: str) -> Iterator[str]:
    if word[0].isdigit():
        yield f"={word}"
    elif _UNSPACED.search(word):
        yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
    else:
        yield word


def _is_model(joined: str) -> bool:
    """Digits beside letters, or a long number: what makers call their products by."""
    digits = sum(char.isdigit() for char in joined)
    if not digits or not joined.isascii():
        return False
    return len(joined) >= _SHORTEST_MODEL and (digits < len(joined) or digits > _SHORTEST_MODEL)


def grams(name: str) -> list[str]:
    """All runs of three characters of the name without spaces and punctuation; of two where it is not Latin.

    >>> grams("a-bcd")
    ['abc', 'bcd']
    """
    joined = _NOT_ALNUM.sub("", normal(name))
    size = 2 if _UNSPACED.search(joined) else 3
    return [joined[i : i + size] for i in range(max(1, len(joined) - size + 1))] if joined else []
