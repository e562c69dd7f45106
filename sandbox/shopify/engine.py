"""One query from text to reply: checked by the vendor's schema, priced, run by a compiled plan or graphql-core."""

from collections.abc import Collection, Mapping
from typing import Any

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, execute_sync

from sandbox.shopify.bucket import MAX_QUERY_COST, Bucket
from sandbox.shopify.cost import Price
from sandbox.shopify.quick import Unsure, plan_of
from sandbox.shopify.resolvers import Roots
from sandbox.shopify.schema import checked, load_schema, refusal

Reply = dict[str, Any]
RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"


def answer(roots: Roots, bucket: Bucket, scopes: Collection[str], version: str, asked: Mapping[str, Any]) -> Reply:
    """The reply's JSON. A refusal is a reply as well: Shopify answers HTTP 200 with `errors`."""
    document, errors = checked(version, str(asked.get("query") or ""))
    if document is None or errors:
        return {"errors": [refusal(error) for error in errors]}
    variables = asked.get("variables") or {}
    price = Price(document, variables)
    wanted = price.requested()
    if wanted > MAX_QUERY_COST:
        return {"errors": [_too_dear(wanted)]}
    if not bucket.take(wanted):
        return {"errors": [_throttled()], "extensions": {"cost": bucket.status(wanted, None)}}
    warnings: list[dict[str, Any]] = []
    reply = _quick(roots.root(scopes, warnings), version, asked["query"], variables)
    if reply is None:
        warnings.clear()
        reply = run_by_graphql_core(roots.root(scopes, warnings), version, document, variables)
    used = price.actual(reply["data"])
    bucket.give_back(wanted - used)
    reply["extensions"] = {"cost": bucket.status(wanted, used)}
    if warnings:
        reply["extensions"]["search"] = warnings
    return reply


def _quick(root: Mapping[str, Any], version: str, query: str, variables: Mapping[str, Any]) -> Reply | None:
    plan = plan_of(version, query)
    try:
        return {"data": plan.run(root, variables)} if plan else None
    except Unsure:
        return None


def run_by_graphql_core(root: Any, version: str, document: DocumentNode, variables: Mapping[str, Any]) -> Reply:
    """Data and errors by the reference executor, which also checks every value against the schema's types."""
    done = execute_sync(load_schema(version), document, root, variable_values=dict(variables))
    return {"data": done.data} | ({"errors": [error.formatted for error in done.errors]} if done.errors else {})


def root_fields(version: str, query: str) -> list[str]:
    """The names of a query's root fields; none for a query that cannot be read."""
    document: DocumentNode | None = checked(version, query)[0]
    if document is None:
        return []
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return [node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)]


def _too_dear(cost: int) -> Reply:
    message = f"Query cost is {cost}, which exceeds the single query max cost limit ({MAX_QUERY_COST})."
    code = {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": MAX_QUERY_COST, "documentation": RATE_LIMITS}
    return {"message": message, "extensions": code}


def _throttled() -> Reply:
    return {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS}}
