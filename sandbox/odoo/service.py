"""`execute_kw`: who asks, whether they may, and which method answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.odoo import loading, purchasing, records
from sandbox.odoo.changes import Changes
from sandbox.odoo.errors import AccessDenied, MissingError, NoDatabase, OdooError, UnknownModel
from sandbox.odoo.users import User

VERSION = {
    "server_version": "16.0",
    "server_version_info": [16, 0, 0, "final", 0, ""],
    "server_serie": "16.0",
    "protocol_version": 1,
}
_MISSING = object()

Method = Callable[["Service", User, str, "Arguments"], Any]


class Arguments:
    """Positional and named arguments of a call, as Odoo binds them."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self._args = list(args)
        self._kwargs = dict(kwargs)

    def get(self, place: int, name: str, default: Any = None) -> Any:
        """The argument at `place` or called `name`."""
        return self._args[place] if place < len(self._args) else self._kwargs.get(name, default)

    def ids(self) -> list[int]:
        """The records that a method is called on."""
        ids = self.get(0, "ids", [])
        return [ids] if isinstance(ids, int) else list(ids)

    @property
    def bare(self) -> bool:
        """Whether `load=None` was given: many2one as bare ids."""
        return self._kwargs.get("load", _MISSING) in (None, False, "")

    @property
    def active_test(self) -> bool:
        """Whether archived rows are left out."""
        return bool((self._kwargs.get("context") or {}).get("active_test", True))


class Service:
    """The services `common` and `object` of one database.

    Args:
        database_name: the only name that it answers to.
        changes: the database and the way to change it.
        users: who may sign in.
    """

    def __init__(self, database_name: str, changes: Changes, users: Sequence[User]) -> None:
        self.database_name = database_name
        self.changes = changes
        self._users = tuple(users)

    def call(self, service: str, method: str, args: Sequence[Any]) -> Any:
        """The result of one JSON-RPC call. Raises OdooError."""
        if service == "common":
            return self._common(method, args)
        if service == "object" and method == "execute_kw":
            database, uid, secret, model, name, *rest = args
            user = self._user(database, uid, secret)
            return self.execute(user, model, name, Arguments(rest[0] if rest else [], rest[1] if rest[1:] else {}))
        raise UnknownModel(f"{service}.{method}")

    def execute(self, user: User, model: str, method: str, arguments: Arguments) -> Any:
        """Runs a public method of a model for `user`."""
        if method.startswith("_"):
            raise OdooError(f"Private methods (such as {method}) cannot be called remotely.")
        if method not in METHODS or (method in _ORDERS_ONLY and model != purchasing.ORDER):
            raise UnknownModel(f"The method '{method}' does not exist on the model '{model}'")
        operation = _WRITES.get(method)
        if operation:
            user.check_write(model, operation)
        else:
            user.check_read(model)
        _ = self.changes.database[model]
        return METHODS[method](self, user, model, arguments)

    def _common(self, method: str, args: Sequence[Any]) -> Any:
        if method == "version":
            return VERSION
        if method in ("login", "authenticate"):
            database, login, secret = args[:3]
            self._check_database(database)
            return next((u.uid for u in self._users if (u.login, u.secret) == (login, secret)), False)
        raise UnknownModel(f"common.{method}")

    def _user(self, database: str, uid: int, secret: str) -> User:
        self._check_database(database)
        for user in self._users:
            if (user.uid, user.secret) == (uid, secret):
                return user
        raise AccessDenied("Access Denied")

    def user_of(self, secret: str) -> User:
        """The user whose key this is (JSON-2). Raises AccessDenied."""
        for user in self._users:
            if user.secret == secret:
                return user
        raise AccessDenied("Invalid apikey")

    def _check_database(self, name: str) -> None:
        if name != self.database_name:
            raise NoDatabase(f'connection to server failed: FATAL:  database "{name}" does not exist')


def _search(service: Service, _user: User, model: str, given: Arguments) -> list[int]:
    return records.search(
        service.changes.database,
        model,
        given.get(0, "domain") or given.get(0, "args") or [],
        offset=given.get(1, "offset", 0) or 0,
        limit=given.get(2, "limit") or None,
        order=given.get(3, "order"),
        active_test=given.active_test,
    )


def _search_read(service: Service, _user: User, model: str, given: Arguments) -> list[records.Row]:
    database, fields = service.changes.database, given.get(1, "fields")
    ids = records.search(
        database,
        model,
        given.get(0, "domain") or [],
        offset=given.get(2, "offset", 0) or 0,
        limit=given.get(3, "limit") or None,
        order=given.get(4, "order"),
        active_test=given.active_test,
    )
    return records.read(database, model, ids, fields, bare=given.bare)


def _search_count(service: Service, _user: User, model: str, given: Arguments) -> int:
    domain = given.get(0, "domain") or given.get(0, "args") or []
    return records.count(service.changes.database, model, domain, active_test=given.active_test)


def _read(service: Service, _user: User, model: str, given: Arguments) -> list[records.Row]:
    return records.read(service.changes.database, model, given.ids(), given.get(1, "fields"), bare=given.bare)


def _fields_get(service: Service, _user: User, model: str, given: Arguments) -> dict[str, records.Row]:
    table = service.changes.database[model]
    return records.fields_get(table, given.get(0, "allfields"), given.get(1, "attributes"))


def _get_external_id(service: Service, _user: User, model: str, given: Arguments) -> dict[str, str]:
    return service.changes.database.external_ids(model, given.ids())


def _create(service: Service, user: User, model: str, given: Arguments) -> int | list[int]:
    said = given.get(0, "vals_list")
    each = said if isinstance(said, list) else [said]
    at = service.changes.now()
    made = [_create_one(service, user, model, dict(values), at) for values in each]
    return made if isinstance(said, list) else made[0]


def _create_one(service: Service, user: User, model: str, values: dict[str, Any], at: str) -> int:
    if model == purchasing.ORDER:
        return purchasing.create_order(service.changes, user, values, at)
    order_id = values.pop("order_id", 0)
    if service.changes.database[purchasing.ORDER].position(order_id) is None:
        raise MissingError(f"Record does not exist or has been deleted. (Record: purchase.order({order_id},))")
    return purchasing.add_line(service.changes, user, order_id, values, at=at)


def _write(service: Service, user: User, model: str, given: Arguments) -> bool:
    values, at = given.get(1, "vals"), service.changes.now()
    if model == purchasing.LINE:
        purchasing.change_lines(service.changes, user, given.ids(), values, at)
    else:
        service.changes.write(model, given.ids(), values, uid=user.uid, at=at)
    return True


def _load(service: Service, user: User, model: str, given: Arguments) -> dict[str, Any]:
    return loading.load_orders(service.changes, user, given.get(0, "fields"), given.get(1, "data"))


def _button_confirm(service: Service, user: User, model: str, given: Arguments) -> bool:
    return purchasing.confirm(service.changes, user, given.ids())


def _button_cancel(service: Service, user: User, model: str, given: Arguments) -> None:
    purchasing.cancel(service.changes, user, given.ids())


METHODS: Mapping[str, Method] = {
    "search": _search,
    "search_read": _search_read,
    "search_count": _search_count,
    "read": _read,
    "fields_get": _fields_get,
    "get_external_id": _get_external_id,
    "create": _create,
    "write": _write,
    "load": _load,
    "button_confirm": _button_confirm,
    "button_cancel": _button_cancel,
}
_WRITES = {"create": "create", "load": "create", "write": "write", "button_confirm": "write", "button_cancel": "write"}
_ORDERS_ONLY = {"load", "button_confirm", "button_cancel"}
