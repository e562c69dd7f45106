"""What planning can refuse.

PlanningError
+-- MissingInput    a column that the plan is made from is not there
"""

from tandem.errors import TandemError


class PlanningError(TandemError):
    """Base: the plan cannot be made."""


class MissingInput(PlanningError):
    """The frame lacks a column."""
