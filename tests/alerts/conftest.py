"""The doubles for every test of this folder."""

from bots_live import bots
from slack_live import doorman, serve, slack

__all__ = ["bots", "doorman", "serve", "slack"]
