"""What can go wrong in the lake.

LakeError
+-- WriteFailed       a file could not be written: disk full, no right, store away; nothing was accepted
+-- ReadFailed        an accepted file or record cannot be read
|   +-- BeyondRetention   what was known at that moment has been folded away
+-- NotTyped          rows that were given do not fit the stream's declaration
"""

from tandem.errors import TandemError


class LakeError(TandemError):
    """Base of the lake's errors."""


class WriteFailed(LakeError):
    """A write did not go through; no reader sees any of it."""


class ReadFailed(LakeError):
    """Something accepted earlier cannot be read."""


class BeyondRetention(ReadFailed):
    """A moment so long ago that the lake no longer tells it from later ones."""


class NotTyped(LakeError):
    """A column is missing, or a value cannot be brought to the declared type."""
