"""Conversations on every channel: the list, one of them, and what staff do in it."""
