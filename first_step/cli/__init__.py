"""The `first-step` command: one file per group of commands."""
