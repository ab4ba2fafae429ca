"""Who did what: the audit log, to be read and never changed."""
