"""A double of Slack's Web API: `create_app` in `sandbox.slack.app`. No Slack behind it."""

from sandbox.slack.app import create_app

__all__ = ["create_app"]
