"""What can go wrong with what people decide.

OperationsError
+-- StoreUnavailable     the database cannot be opened, is locked for too long, or is full
+-- SchemaOutdated       the store has not been migrated to this version
+-- SchemaTooNew         the store was migrated by a newer Tandem
+-- BadCandidate         a candidate cannot become a requisition or an alert: no key, no quantity, twice the same key
+-- UnknownRequisition   there is no requisition with that number
+-- IllegalTransition    the state of the requisition or alert does not allow it
+-- NotAllowedToDecide   this person may not decide, or not on this amount
+-- ChangedSinceSeen     the requisition is no longer what the approver was shown
+-- LinkUsed             the approval link has decided before
+-- BadQuantity          the quantity is none that can be ordered
+-- UnknownAlert         there never was an alert with that key
+-- BadSnooze            a snooze must end between now and a year from now
+-- NotADeadLetter       what is to be sent again was not given up
+-- UnknownRecord        no such proposal or record, or it is decided already
+-- UnknownPerson        nobody of that name, or several
+-- MergeInUse           requisitions rest on a merge that was to be undone
+-- UnknownRules         there is no such version of the approval rules
+-- BadTable             a policy or alias file has wrong rows; names file, row and reason
"""

from tandem.errors import TandemError


class OperationsError(TandemError):
    """Base of all."""


class StoreUnavailable(OperationsError):
    """The operations store does not answer."""


class SchemaOutdated(OperationsError):
    """The store has not been migrated to this version of Tandem."""


class SchemaTooNew(OperationsError):
    """The store was migrated by a newer version of Tandem."""


class BadCandidate(OperationsError):
    """A candidate row cannot be used; nothing was stored."""


class UnknownRequisition(OperationsError):
    """No requisition has that number."""


class IllegalTransition(OperationsError):
    """The state does not allow what was asked; nothing was changed."""


class NotAllowedToDecide(OperationsError):
    """The person may not decide; the attempt is in the audit table, nothing else was changed."""


class ChangedSinceSeen(OperationsError):
    """The requisition was revised after it was shown; nothing was changed."""


class LinkUsed(OperationsError):
    """The link has decided once; nothing was changed."""


class BadQuantity(OperationsError):
    """The quantity is none that can be ordered; nothing was changed."""


class UnknownRecord(OperationsError):
    """There is no such proposal or record, or somebody decided it meanwhile; nothing was changed."""


class UnknownPerson(OperationsError):
    """No person is known by that name, or several are; nobody was forgotten."""


class MergeInUse(OperationsError):
    """Requisitions rest on the merge; nothing was changed."""


class BadTable(OperationsError):
    """A file of policies or aliases is wrong, one line a mistake."""


class UnknownRules(OperationsError):
    """No version of the approval rules is called so; nothing was changed."""


class UnknownAlert(OperationsError):
    """There never was an alert of that key; nothing was changed."""


class BadSnooze(OperationsError):
    """The snooze would end before it begins, or never; nothing was changed."""


class NotADeadLetter(OperationsError):
    """Only what was given up can be sent again."""
