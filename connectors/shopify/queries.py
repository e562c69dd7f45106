"""Every query that Tandem sends to Shopify. Each is checked against the vendor's schema by a test, and priced.

Texts are constant and what varies is a variable, so that the server parses each one once. The sizes of nested lists
are chosen for the usual order (two lines, no refund): a query may cost 1,000 points, nested lists multiply, and what is
longer is asked for again by id. Deprecated fields are not used. Names, phones and addresses are never asked for.
"""

BATCH = 14
"""Orders whose refunds are asked for in one `REFUNDS` query: 70 points each."""

REFUNDS_IN_BATCH = 3
"""Refunds of one order in a `REFUNDS` query; the list has no cursor, so a full one is asked for by `REFUND_IDS`."""

KEY_PAGE = 250
"""Ids in one page of a sweep; the most that Shopify gives."""

_PAGE = "pageInfo { hasNextPage endCursor }"
_MONEY = "shopMoney { amount currencyCode }"
_LINE = f"""
    id title sku quantity currentQuantity unfulfilledQuantity
    variant {{ id }}
    originalUnitPriceSet {{ {_MONEY} }}
    discountAllocations {{ allocatedAmountSet {{ shopMoney {{ amount }} }} }}
"""
_REFUND_LINE = f"id quantity restockType lineItem {{ id }} location {{ id }} subtotalSet {{ {_MONEY} }}"
_QUANTITIES = (
    '["available", "on_hand", "committed", "incoming", "reserved", "damaged", "quality_control", "safety_stock"]'
)
_LEVEL = f"updatedAt location {{ id }} quantities(names: {_QUANTITIES}) {{ name quantity }}"

ACCESS = "query Access { shop { id currencyCode } currentAppInstallation { accessScopes { handle } } }"

SHOP = "query Shop { shop { currencyCode } }"

VARIANTS = f"""
query Variants($first: Int!, $after: String, $search: String) {{
  productVariants(first: $first, after: $after, query: $search, sortKey: ID) {{
    nodes {{
      id sku barcode title price createdAt updatedAt
      product {{ id title productType vendor status }}
      inventoryItem {{ id tracked unitCost {{ amount currencyCode }} }}
    }}
    {_PAGE}
  }}
}}"""

CUSTOMERS = f"""
query Customers($first: Int!, $after: String, $search: String) {{
  customers(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {{
    nodes {{
      id tags createdAt updatedAt
      defaultEmailAddress {{ emailAddress }}
      defaultAddress {{ countryCodeV2 }}
    }}
    {_PAGE}
  }}
}}"""

LOCATIONS = f"""
query Locations($first: Int!, $after: String) {{
  locations(first: $first, after: $after, includeInactive: true, sortKey: ID) {{
    nodes {{ id name isActive address {{ countryCode }} }}
    {_PAGE}
  }}
}}"""

LEVELS = f"""
query Levels($first: Int!, $after: String) {{
  productVariants(first: $first, after: $after, sortKey: ID) {{
    nodes {{
      id sku
      inventoryItem {{ id inventoryLevels(first: 10) {{ nodes {{ {_LEVEL} }} {_PAGE} }} }}
    }}
    {_PAGE}
  }}
}}"""

MORE_LEVELS = f"""
query MoreLevels($id: ID!, $after: String) {{
  inventoryItem(id: $id) {{ inventoryLevels(first: 100, after: $after) {{ nodes {{ {_LEVEL} }} {_PAGE} }} }}
}}"""

ORDERS = f"""
query Orders($first: Int!, $after: String, $search: String) {{
  orders(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {{
    nodes {{
      id name createdAt processedAt cancelledAt updatedAt currencyCode tags test
      displayFinancialStatus displayFulfillmentStatus
      customer {{ id }}
      fulfillmentOrders(first: 1) {{ nodes {{ assignedLocation {{ location {{ id }} }} }} }}
      refunds(first: 1) {{ id }}
      lineItems(first: 4) {{ nodes {{ {_LINE} }} {_PAGE} }}
    }}
    {_PAGE}
  }}
}}"""

MORE_LINES = f"""
query MoreLines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 100, after: $after) {{ nodes {{ {_LINE} }} {_PAGE} }} }}
}}"""

REFUNDS = f"""
query Refunds($ids: [ID!]!) {{
  nodes(ids: $ids) {{
    ... on Order {{
      id
      refunds(first: {REFUNDS_IN_BATCH}) {{
        id createdAt refundLineItems(first: 4) {{ nodes {{ {_REFUND_LINE} }} {_PAGE} }}
      }}
    }}
  }}
}}"""

REFUND_IDS = "query RefundIds($id: ID!) { order(id: $id) { refunds(first: 250) { id createdAt } } }"

REFUND_LINES = f"""
query RefundLines($id: ID!, $after: String) {{
  refund(id: $id) {{ refundLineItems(first: 100, after: $after) {{ nodes {{ {_REFUND_LINE} }} {_PAGE} }} }}
}}"""


def _keys(root: str) -> str:
    return f"""
query Keys($first: Int!, $after: String) {{
  {root}(first: $first, after: $after, sortKey: ID) {{ nodes {{ id }} {_PAGE} }}
}}"""


KEYS = {"product_variants": _keys("productVariants"), "customers": _keys("customers"), "orders": _keys("orders")}
"""Stream -> the query that lists its ids."""
