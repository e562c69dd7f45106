"""Doubles of the group bots of Feishu, DingTalk and WeCom. They are not these services and send nothing to anybody."""

from sandbox.bots.app import create_app

__all__ = ["create_app"]
