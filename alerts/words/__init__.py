"""The wording of messages: one table a language, the same keys in each (a test compares them)."""

from collections.abc import Mapping

from alerts.words.en import WORDS as ENGLISH
from alerts.words.zh import WORDS as CHINESE
from tandem.channel_settings import Language

TABLES: Mapping[Language, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
