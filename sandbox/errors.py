"""What can go wrong with the sandbox.

SandboxError    its servers do not come up, or its company cannot be made
"""

from tandem.errors import TandemError


class SandboxError(TandemError):
    """The sandbox's servers or files are not there; the text says what to do."""
