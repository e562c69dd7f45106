"""What keeps a company's data over the years, small and safe, and a person's no longer than they want."""

from tandem.keeping.backup import back_up
from tandem.keeping.compact import compact
from tandem.keeping.forget import forget
from tandem.keeping.restore import restore

__all__ = ["back_up", "compact", "forget", "restore"]
