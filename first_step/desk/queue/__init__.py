"""The queue: who is waiting, since when, and how soon somebody calls."""
