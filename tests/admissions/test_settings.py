import base64
import dataclasses
import os

import pytest

from first_step.admissions.errors import BadSetting, MissingSecret, WeakSecret
from first_step.admissions.settings import (
    Settings,
    described_settings,
    read_settings,
    unknown_settings,
)


def secret(size: int = 32) -> str:
    return base64.b64encode(os.urandom(size)).decode()


def production(**changes: str) -> dict[str, str]:
    environ = {
        "FIRST_STEP_ENV": "production",
        "FIRST_STEP_SEALING_KEYS": f"k2:{secret()},k1:{secret()}",
        "FIRST_STEP_INDEX_KEY": secret(),
        "FIRST_STEP_TOKEN_KEY": secret(),
        "FIRST_STEP_RASA_TOKEN": secret(),
    }
    return {**environ, **{f"FIRST_STEP_{name}": value for name, value in changes.items()}}


def test_an_empty_environment_gives_a_laptop_that_says_it_is_a_demonstration():
    settings = read_settings({})
    assert settings.env == "development"
    assert settings.demo is True
    assert settings.database_url == "sqlite:///var/first-step.db"
    assert settings.redis_url is None
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8000)


def test_the_default_database_lies_in_the_data_folder():
    settings = read_settings({"FIRST_STEP_DATA_DIR": "/srv/data"})
    assert settings.database_url == "sqlite:////srv/data/first-step.db"


def test_an_empty_variable_counts_as_not_set():
    assert read_settings({"FIRST_STEP_WEB_PORT": " "}).web_port == 8000


def test_production_is_no_demonstration_unless_it_says_so():
    assert read_settings(production()).demo is False
    assert read_settings(production(DEMO="yes")).demo is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "staging"),
        ("WEB_PORT", "70000"),
        ("WEB_PORT", "²"),
        ("RASA_TIMEOUT", "soon"),
        ("RASA_TIMEOUT", "0"),
        ("RASA_URL", "localhost:5005"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("REDIS_URL", "http://localhost"),
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "https://example.org/page"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("DEMO", "perhaps"),
        ("INDEX_KEY", "%%%"),
        ("SEALING_KEYS", "nokey"),
        ("SEALING_KEYS", "k1:c2hvcnQ="),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_not_repeated_in_the_error(name, value):
    with pytest.raises(BadSetting) as raised:
        read_settings({f"FIRST_STEP_{name}": value})
    assert f"FIRST_STEP_{name}" in str(raised.value)
    if len(value) > 5:
        assert value not in str(raised.value)


@pytest.mark.parametrize("name", ["SEALING_KEYS", "INDEX_KEY", "TOKEN_KEY", "RASA_TOKEN"])
def test_production_refuses_a_missing_secret(name):
    with pytest.raises(MissingSecret):
        read_settings(production(**{name: ""}))


def test_every_secret_that_production_lacks_is_named_at_once():
    lacking = ("FIRST_STEP_SEALING_KEYS", "FIRST_STEP_TOKEN_KEY")
    with pytest.raises(MissingSecret, match=f"^{', '.join(lacking)} are not set$"):
        read_settings({**production(), **dict.fromkeys(lacking, "")})


@pytest.mark.parametrize(
    "weak",
    [
        secret(16),
        base64.b64encode(b"\x07" * 32).decode(),
        base64.b64encode(b"please-change-me-before-starting!").decode(),
        base64.b64encode(b"0123456789abcdef" * 2).decode(),
    ],
    ids=["short", "one byte", "a placeholder", "a pattern"],
)
def test_production_refuses_a_weak_secret(weak):
    with pytest.raises(WeakSecret):
        read_settings(production(TOKEN_KEY=weak))


def test_production_refuses_one_secret_used_twice():
    same = secret()
    with pytest.raises(WeakSecret):
        read_settings(production(TOKEN_KEY=same, INDEX_KEY=same))


def test_a_key_id_may_not_name_two_keys():
    with pytest.raises(BadSetting):
        read_settings(production(SEALING_KEYS=f"k1:{secret()},k1:{secret()}"))


def test_no_secret_shows_in_the_representation():
    environ = production(DATABASE_URL="postgresql://user:hunter2@db/first_step")
    shown = repr(read_settings(environ))
    for name in ("SEALING_KEYS", "INDEX_KEY", "TOKEN_KEY", "RASA_TOKEN"):
        assert environ[f"FIRST_STEP_{name}"].split(":")[-1] not in shown
    assert "hunter2" not in shown
    assert "user:***@db" in shown


def test_every_setting_is_described():
    described = {row.field: row for row in described_settings()}
    assert set(described) == {field.name for field in dataclasses.fields(Settings)}
    assert all(
        row.doc and row.name == f"FIRST_STEP_{field.upper()}" for field, row in described.items()
    )
    assert {field for field, row in described.items() if row.secret} == {
        "sealing_keys",
        "index_key",
        "token_key",
        "rasa_token",
        "smtp_url",
        "webhooks",
        "webhook_secrets",
        "telegram_token",
        "telegram_secret",
        "messenger_token",
        "messenger_app_secret",
        "messenger_verify_token",
        "twilio_auth_token",
        "oidc_client_secret",
    }


def test_a_misspelt_setting_is_noticed_and_a_secret_file_is_not():
    environ = {
        "FIRST_STEP_DATABSE_URL": "x",
        "FIRST_STEP_INDEX_KEY_FILE": "/run/secret",
        "PATH": "",
    }
    assert unknown_settings(environ) == ("FIRST_STEP_DATABSE_URL",)


TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "fictional-auth-token",
    "SMS_FROM": "+447700900456",
    "PUBLIC_URL": "https://help.example.org",
}


def test_twilio_is_taken_whole():
    settings = read_settings(production(**TWILIO))
    assert settings.sms_segments_per_day == 200
    assert settings.twilio_answers_keywords
    assert "fictional-auth-token" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("TWILIO_AUTH_TOKEN", "", MissingSecret),
        ("TWILIO_ACCOUNT_SID", "", BadSetting),
        ("SMS_FROM", "0770 0900456", BadSetting),
        ("WHATSAPP_TEMPLATE", "hello", BadSetting),
        ("SMS_SEGMENTS_PER_DAY", "0", BadSetting),
        ("PUBLIC_URL", "http://help.example.org", BadSetting),
    ],
)
def test_twilio_half_set_or_called_without_https_is_refused(name, value, error):
    with pytest.raises(error):
        read_settings(production(**{**TWILIO, name: value}))
