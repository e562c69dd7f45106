"""The root of every error that Tandem raises on purpose.

Its text is a sentence for the user: what is wrong, where, what to do.

TandemError
+-- CompanyFileError      (tandem.settings)
+-- SecretMissing         (tandem.settings)
+-- WarehouseError        (tandem.warehouse)
+-- ServerError           (tandem.server)
+-- ConnectorError        (connectors.errors)
+-- LakeError             (lake.errors)
+-- PlanningError         (planning.errors)
+-- OperationsError       (operations.errors)
+-- DeliveryError         (alerts.errors)
+-- SandboxError          (sandbox.errors)
"""


class TandemError(Exception):
    """Base of all. Raise a named child, never this."""
