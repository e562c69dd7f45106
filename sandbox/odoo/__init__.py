"""A double of Odoo's external API (JSON-RPC, Odoo 16 field map) over the simulated company.

It behaves as CONNECTORS.md section 9 records a real server: empty is `false`, instants are given in whole seconds but
kept in microseconds, archived rows are hidden, a deleted row leaves nothing behind, errors come with HTTP 200.
"""

from sandbox.odoo.app import create_app
from sandbox.odoo.users import USERS, User

__all__ = ["USERS", "User", "create_app"]
