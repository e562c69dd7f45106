"""Odoo's external API behind one `call`: JSON-RPC (Odoo 14 to 18) and JSON-2 (19 and later).

Odoo answers its own errors with HTTP 200; here they become the exceptions of `connectors.errors`, in Odoo's words.
XML-RPC is not used: there a method that returns nothing fails although its change was committed.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import httpx

from connectors.config import OdooConfig
from connectors.errors import (
    BadReply,
    ConnectorError,
    NotAllowed,
    NotThere,
    SchemaDrift,
    ServerFailed,
    WrongCredential,
)
from connectors.http import HttpSeam
from connectors.reader import ReaderContext

_ATTEMPTS = 5
_JSON2_SINCE = 19
_BY_NAME: Mapping[str, type[ConnectorError]] = {
    "odoo.exceptions.AccessDenied": WrongCredential,
    "odoo.exceptions.AccessError": NotAllowed,
    "odoo.exceptions.MissingError": NotThere,
    "psycopg2.OperationalError": NotThere,
    "builtins.KeyError": NotThere,
    "builtins.ValueError": SchemaDrift,
}
_ADVICE: Mapping[type[ConnectorError], str] = {
    WrongCredential: "Check `user` and the secret that the company file names.",
    NotAllowed: "Give the user the right in Odoo, or leave the stream out.",
    NotThere: "Check `database` and that the module is installed.",
    SchemaDrift: "The database does not have what connectors/odoo/streams.py declares.",
    BadReply: "Nothing was taken over.",
}


class _Transport(Protocol):
    def sign_in(self) -> int | None: ...

    def call(self, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any: ...


class OdooClient:
    """One user of one Odoo database.

    Args:
        config: the source as the company file has it.
        context: source name and secrets.
        transport: a replacement for the network, for tests.
        sleep: waits a number of seconds; passed in so that tests do not wait.
    """

    def __init__(
        self,
        config: OdooConfig,
        context: ReaderContext,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.source = context.source
        self._config = config
        self._secret = context.secrets(config.secret).get_secret_value()
        self._open = partial(
            HttpSeam,
            context.source,
            str(config.url),
            timeout_seconds=config.timeout_seconds,
            transport=transport,
            sleep=sleep,
        )
        self._seam = self._open()
        self._wire: _Transport | None = None
        self.uid: int | None = None

    def sign_in(self) -> None:
        """Finds out the server's protocol and who we are. Raises WrongCredential, NotThere or Unreachable."""
        try:
            wire = self._choose()
            self.uid = wire.sign_in()
        except _OdooSaid as said:
            raise self._named(said, "signing in") from None
        self._wire = wire

    def call(self, model: str, method: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None) -> Any:
        """The result of a public method.

        Args:
            model: `stock.move`.
            method: `search_read`.
            args: nothing, the ids that the method is called on, or a search's domain (its name changed in 16).
            kwargs: everything else, by name.

        Raises:
            ConnectorError: by the name that Odoo gives the error; what another transaction disturbed is tried again.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._call(model, method, args, kwargs or {})
            except _OdooSaid as said:
                if not said.is_conflict:
                    raise self._named(said, f"{model}.{method}") from None
                self._seam.wait(attempt)
        raise ServerFailed(
            f"{self.source}: {model}.{method} met other transactions {_ATTEMPTS} times. Try again later."
        )

    def ensure_signed_in(self) -> None:
        """Signs in unless that was done; from then on `uid` is known."""
        if self._wire is None:
            self.sign_in()

    def wait(self, attempt: int) -> None:
        """Sleeps before another try."""
        self._seam.wait(attempt)

    def close(self) -> None:
        """Closes the connection pool."""
        self._seam.close()

    def _choose(self) -> "_Transport":
        rpc = _JsonRpc(self._seam, self._config, self._secret)
        if rpc.major() < _JSON2_SINCE:
            return rpc
        self._seam.close()
        self._seam = self._open(
            headers={"Authorization": f"bearer {self._secret}", "X-Odoo-Database": self._config.database}
        )
        return _Json2(self._seam, self._config.user)

    def _call(self, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        self.ensure_signed_in()
        assert self._wire is not None
        return self._wire.call(model, method, args, kwargs)

    def _named(self, said: "_OdooSaid", where: str) -> ConnectorError:
        kind = _BY_NAME.get(said.name, BadReply)
        if kind is SchemaDrift and "Invalid field" not in said.message:
            kind = BadReply
        words = said.message.replace(self._secret, "***").strip().splitlines() or [said.name]
        return kind(f"{self.source}: Odoo refuses {where}: {words[0][:300]} ({said.name}). {_ADVICE[kind]}")


class _OdooSaid(Exception):
    """An error in Odoo's own words, before it has one of our names."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name)
        self.name = name
        self.message = message

    @property
    def is_conflict(self) -> bool:
        return "could not serialize access" in self.message or "SerializationFailure" in self.name


class _JsonRpc:
    """`POST /jsonrpc`; every call carries the secret, so nothing is kept on the server."""

    def __init__(self, seam: HttpSeam, config: OdooConfig, secret: str) -> None:
        self._seam = seam
        self._database, self._user, self._secret = config.database, config.user, secret
        self._uid = 0

    def major(self) -> int:
        """The server's major version; JSON-2 alone is left where `/jsonrpc` is gone."""
        try:
            version = self._post("common", "version", [])
        except NotThere:
            return _JSON2_SINCE
        return int(version["server_version_info"][0]) if isinstance(version, dict) else 0

    def sign_in(self) -> int:
        uid = self._post("common", "login", [self._database, self._user, self._secret])
        if not isinstance(uid, int) or isinstance(uid, bool):
            raise _OdooSaid("odoo.exceptions.AccessDenied", f"user {self._user!r} or its secret is wrong")
        self._uid = uid
        return uid

    def call(self, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        who = [self._database, self._uid, self._secret]
        return self._post("object", "execute_kw", [*who, model, method, list(args), dict(kwargs)])

    def _post(self, service: str, method: str, args: list[Any]) -> Any:
        params = {"service": service, "method": method, "args": args}
        reply = self._seam.post("jsonrpc", {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        if not isinstance(reply, dict) or not {"result", "error"} & set(reply):
            raise BadReply(
                f"{self._seam.source}: {method} was not answered as JSON-RPC says. Check `url`: is this Odoo?"
            )
        if "error" in reply:
            raise _said(reply["error"])
        return reply["result"]


class _Json2:
    """`POST /json/2/<model>/<method>`; named arguments only, real HTTP status codes. From Odoo's documentation."""

    def __init__(self, seam: HttpSeam, login: str) -> None:
        self._seam = seam
        self._login = login

    def sign_in(self) -> int | None:
        found = self.call("res.users", "search", [[["login", "=", self._login]]], {"limit": 1})
        return int(found[0]) if found else None

    def call(self, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first = "domain" if method.startswith("search") else "ids"
        return self._seam.post(f"json/2/{model}/{method}", {**kwargs, **({first: args[0]} if args else {})})


def _said(error: Any) -> _OdooSaid:
    data = error.get("data") if isinstance(error, dict) else None
    if not isinstance(data, dict):
        return _OdooSaid("unknown error", str(error.get("message", "") if isinstance(error, dict) else error))
    return _OdooSaid(str(data.get("name", "unknown error")), str(data.get("message", "")))
