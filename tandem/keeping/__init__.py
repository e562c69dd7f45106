"""What keeps a company's data over the years: backup and restore."""

from tandem.keeping.backup import back_up
from tandem.keeping.restore import restore

__all__ = ["back_up", "restore"]
