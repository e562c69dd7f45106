"""The vendor's schema, and queries checked against it. Both are kept: a client sends the same few texts again."""

import gzip
import json
from functools import cache, lru_cache
from pathlib import Path

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, build_client_schema, parse, validate

FILES = Path(__file__).parent / "schema"
VERSIONS = tuple(sorted(file.name.removesuffix(".json.gz").removeprefix("admin_") for file in FILES.glob("*.json.gz")))
"""The API versions whose schema lies in `schema/`."""

_CODES = (
    ("Cannot query field", "undefinedField"),
    ("Unknown argument", "argumentNotAccepted"),
    ("Unknown type", "undefinedType"),
    ("Field ", "selectionMismatch"),
    ("Expected value", "argumentLiteralsIncompatible"),
    ("Variable ", "variableMismatch"),
)


@cache
def load_schema(version: str) -> GraphQLSchema:
    """The schema of one API version; about two seconds the first time. Raises FileNotFoundError for an unknown one."""
    said = json.loads(gzip.decompress((FILES / f"admin_{version}.json.gz").read_bytes()))
    # `assume_valid`: the official file breaks a deprecation rule that graphql-core enforces.
    return build_client_schema(said["data"], assume_valid=True)


@lru_cache(maxsize=256)
def checked(version: str, query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """The parsed query and what the schema has against it (then it must not be run)."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return None, (error,)
    return document, tuple(validate(load_schema(version), document))


def refusal(error: GraphQLError) -> dict[str, object]:
    """An error in Shopify's shape. Code `undefinedField` and its text are Shopify's; other texts are graphql-core's."""
    message = error.message
    code = next((code for start, code in _CODES if message.startswith(start)), "invalidQuery")
    if isinstance(error, GraphQLSyntaxError):
        code = "syntaxError"
    extensions: dict[str, object] = {"code": code}
    if code == "undefinedField":
        field, type_name = message.split("'")[1], message.split("'")[3]
        message = f"Field '{field}' doesn't exist on type '{type_name}'"
        extensions |= {"typeName": type_name, "fieldName": field}
    locations = [{"line": at.line, "column": at.column} for at in error.locations or ()]
    return {"message": message, "locations": locations, "extensions": extensions}
