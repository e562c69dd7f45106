"""Odoo's own exceptions, as a client sees them: a Python name and a message in `error.data`, with HTTP 200."""


class OdooError(Exception):
    """An answer `error.data` of `name` with `message`."""

    name = "odoo.exceptions.UserError"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AccessDenied(OdooError):
    """Wrong login or secret."""

    name = "odoo.exceptions.AccessDenied"


class AccessError(OdooError):
    """The user lacks a right."""

    name = "odoo.exceptions.AccessError"


class MissingError(OdooError):
    """A record that is written to does not exist."""

    name = "odoo.exceptions.MissingError"


class InvalidField(OdooError):
    """A field that the model does not have, or a domain that cannot be read."""

    name = "builtins.ValueError"


class UnknownModel(OdooError):
    """A model or method that the database does not have."""

    name = "builtins.KeyError"


class NoDatabase(OdooError):
    """A database that the server does not have."""

    name = "psycopg2.OperationalError"
