"""A request that came by phone, entered by whoever took the call."""
