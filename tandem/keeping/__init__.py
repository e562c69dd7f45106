"""What keeps a company's data over the years, and a person's for no longer than they want: backup, restore, forget."""

from tandem.keeping.backup import back_up
from tandem.keeping.forget import forget
from tandem.keeping.restore import restore

__all__ = ["back_up", "forget", "restore"]
