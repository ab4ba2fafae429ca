import pytest

from first_step.admissions.errors import BadSetting, MissingSecret, WeakSecret
from first_step.admissions.settings import read_settings

from .test_settings import production, secret

HOOK = "pager=https://pager.example/first-step"


@pytest.mark.parametrize(
    ("address", "scheme", "port"),
    [
        ("smtp://mail.example", "smtp", 25),
        ("smtp+starttls://mail.example", "smtp+starttls", 587),
        ("smtps://mail.example", "smtps", 465),
        ("smtps://mail.example:4650", "smtps", 4650),
    ],
)
def test_a_mail_server_has_its_encryption_and_port(address, scheme, port):
    server = read_settings({"FIRST_STEP_SMTP_URL": address}).smtp_url
    assert (server.scheme, server.host, server.port) == (scheme, "mail.example", port)


def test_user_and_password_may_hold_any_sign_and_are_never_shown():
    settings = read_settings({"FIRST_STEP_SMTP_URL": "smtps://me%40x.org:p%2Fw%3A1@mail.example"})
    assert (settings.smtp_url.username, settings.smtp_url.password) == ("me@x.org", "p/w:1")
    assert "p/w" not in repr(settings) + repr(settings.smtp_url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "mail.example:25"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://mail.example:port"),
        ("SMTP_URL", "smtps://onlyuser@mail.example"),
        ("NOTICE_EMAILS", "admissions"),
        ("NOTICE_EMAILS", "a@example.org\nBcc: b@example.org"),
        ("DUTY_EMAILS", f"{'a' * 60}@example.org"),
        ("WEBHOOKS", "https://pager.example"),
        ("WEBHOOKS", "pager=pager.example"),
        ("WEBHOOKS", f"{HOOK},{HOOK}"),
        ("ESCALATE_ALERT_MINUTES", "-5.5"),
        ("ESCALATE_URGENT_MINUTES", "soon"),
    ],
)
def test_a_wrong_value_stops_the_start(name, value):
    with pytest.raises(BadSetting) as raised:
        read_settings({f"FIRST_STEP_{name}": value})
    assert f"FIRST_STEP_{name}" in str(raised.value)
    assert value not in str(raised.value)


def test_addresses_are_read_each_once():
    given = {"FIRST_STEP_NOTICE_EMAILS": "a@example.org, b@example.org,a@example.org"}
    assert read_settings(given).notice_emails == ("a@example.org", "b@example.org")


def test_a_webhook_without_a_key_stops_the_start():
    with pytest.raises(MissingSecret, match="pager"):
        read_settings({"FIRST_STEP_WEBHOOKS": HOOK})


def test_production_takes_a_webhook_with_a_strong_key_over_https():
    key = f"pager:{secret()}"
    settings = read_settings(production(WEBHOOKS=HOOK, WEBHOOK_SECRETS=key))
    assert [hook.name for hook in settings.webhooks] == ["pager"]
    assert "pager.example" not in repr(settings)


def test_production_refuses_a_weak_key_plain_http_and_a_password_in_the_open():
    weak = "pager:" + "A" * 43 + "="
    with pytest.raises(WeakSecret):
        read_settings(production(WEBHOOKS=HOOK, WEBHOOK_SECRETS=weak))
    plain = HOOK.replace("https", "http")
    with pytest.raises(BadSetting):
        read_settings(production(WEBHOOKS=plain, WEBHOOK_SECRETS=f"pager:{secret()}"))
    with pytest.raises(BadSetting):
        read_settings(production(SMTP_URL="smtp://me:pw@mail.example"))


def test_a_key_used_for_something_else_too_is_refused():
    shared = secret()
    given = production(TOKEN_KEY=shared, WEBHOOKS=HOOK, WEBHOOK_SECRETS=f"pager:{shared}")
    with pytest.raises(WeakSecret):
        read_settings(given)
