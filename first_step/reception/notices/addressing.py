"""Which receivers are told of which kind of notice."""

from __future__ import annotations

from first_step.admissions.settings import Settings

EMAIL = "email:"
WEBHOOK = "webhook:"
# What nobody took in time goes to the duty manager.
ESCALATIONS = frozenset({"alert_escalated", "referral_untaken", "referral_overdue"})


def destinations_for(kind: str, settings: Settings) -> tuple[str, ...]:
    """Return where a notice goes, such as ("email:duty@example.org", "webhook:pager").

    Webhooks are told of everything. Empty when nobody is to be told.
    """
    hooks = tuple(WEBHOOK + hook.name for hook in settings.webhooks)
    if settings.smtp_url is None:
        return hooks
    duty = settings.duty_emails or settings.notice_emails
    emails = duty if kind in ESCALATIONS else settings.notice_emails
    return tuple(EMAIL + address for address in emails) + hooks


def nobody_told(settings: Settings) -> tuple[str, ...]:
    """Return what nobody outside the console hears of: "requests", "escalations", both or none."""
    groups = {"requests": "referral_recorded", "escalations": "alert_escalated"}
    return tuple(name for name, kind in groups.items() if not destinations_for(kind, settings))
