"""The sandbox's credentials. They are public and open nothing but the sandbox on this machine."""

from collections.abc import Mapping

ERP_USER = "tandem@ridgeline.example"
ENVIRONMENT: Mapping[str, str] = {
    "TANDEM_SHOP_TOKEN": "shpat_sandbox",
    "TANDEM_ERP_SECRET": "sandbox-erp-key",
    "TANDEM_SLACK_TOKEN": "xoxb-sandbox",
    "SLACK_APP_TOKEN": "xapp-sandbox",
    "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
    "TANDEM_PSEUDONYM_KEY": "sandbox-pseudonym-key",
}
"""Environment variable that the company file names -> its value in the sandbox."""
