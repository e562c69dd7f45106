"""What a query costs, by the rule of Shopify's article "Rate Limiting GraphQL APIs by Calculating Query Complexity".

An object costs 1, a leaf 0, a connection 2 and its objects, and what is nested multiplies. The live service has since
become cheaper for large connections by a rule that is not published (one reply in Shopify's forum: 25 points where this
rule says 503). So this is an upper bound: a query that is accepted here should be accepted there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

Variables = Mapping[str, Any]


class Price:
    """Prices one query: before it runs from its `first` arguments, afterwards from what came back."""

    def __init__(self, document: DocumentNode, variables: Variables) -> None:
        self._variables = variables
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
        self._top = operation.selection_set

    def requested(self) -> int:
        """Points asked for."""
        return sum(self._asked(node) for node in self._fields(self._top))

    def actual(self, data: Mapping[str, Any] | None) -> int:
        """Points used by `data`."""
        return self._used(self._top, data) if data else 0

    def _asked(self, node: FieldNode) -> int:
        if node.selection_set is None or node.name.value == "pageInfo":
            return 0
        inner = self._connection(node.selection_set)
        size = self._size(node)
        if inner is not None:
            return 2 + (size or 0) * sum(1 + sum(self._asked(f) for f in self._fields(s)) for s in inner)
        return (1 if size is None else size) * (1 + sum(self._asked(f) for f in self._fields(node.selection_set)))

    def _used(self, selections: SelectionSetNode, data: Mapping[str, Any]) -> int:
        total = 0
        for node in self._fields(selections):
            value = data.get(node.alias.value if node.alias else node.name.value)
            if value is None or node.selection_set is None or node.name.value == "pageInfo":
                continue
            total += self._used_by(node, node.selection_set, value)
        return total

    def _used_by(self, node: FieldNode, selections: SelectionSetNode, value: Any) -> int:
        inner = self._connection(selections)
        if inner is None:
            many: Sequence[Any] = value if isinstance(value, list) else [value]
            return sum(1 + self._used(selections, one) for one in many if one is not None)
        found = value.get("nodes") or [edge["node"] for edge in value.get("edges") or ()]
        return 2 + sum(1 + self._used(inner[0], one) for one in found if one is not None)

    def _connection(self, selections: SelectionSetNode) -> list[SelectionSetNode] | None:
        """The selections on a connection's nodes, None where it is no connection."""
        found = []
        for node in self._fields(selections):
            if node.name.value == "nodes" and node.selection_set:
                found.append(node.selection_set)
            if node.name.value == "edges" and node.selection_set:
                found += [f.selection_set for f in self._fields(node.selection_set) if f.selection_set]
        return found or None

    def _size(self, node: FieldNode) -> int | None:
        for argument in node.arguments or ():
            name = argument.name.value
            value = argument.value
            if name in {"first", "last"} and isinstance(value, IntValueNode):
                return int(value.value)
            if name in {"first", "last", "ids"} and isinstance(value, VariableNode):
                given = self._variables.get(value.name.value)
                return len(given) if isinstance(given, list) else int(given or 0)
        return None

    def _fields(self, selections: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._fields(self._fragments[node.name.value].selection_set)
