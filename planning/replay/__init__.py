"""Replay: a policy run day by day over past demand before it goes live; shadow: what it would propose beside the live
one."""
