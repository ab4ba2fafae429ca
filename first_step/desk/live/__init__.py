"""Open pages of the console learn at once that something changed, here or in another process."""
