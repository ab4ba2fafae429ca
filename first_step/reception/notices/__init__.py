"""Carries notices out of the outbox to staff, by e-mail and signed webhooks."""
