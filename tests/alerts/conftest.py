"""The Slack double for every test of this folder."""

from slack_live import doorman, serve, slack

__all__ = ["doorman", "serve", "slack"]
