"""A double of Shopify's GraphQL Admin API: every query is checked against the vendor's own schema."""
