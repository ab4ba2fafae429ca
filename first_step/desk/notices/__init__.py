"""Notices to staff that are not delivered: those waiting, and those nobody tries again."""
