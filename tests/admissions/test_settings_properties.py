"""Whatever stands in the environment, settings are read or refused without telling a secret."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import ConfigurationError
from first_step.admissions.settings import described_settings, read_settings

NAMES = [row.name for row in described_settings()]
SECRETS = [row.name for row in described_settings() if row.secret]
# Pieces that readers look for, so that more than nonsense gets past the first of them.
PIECES = st.sampled_from(
    ["k1:", "https://", "smtp://", "sqlite:///", "postgresql://", "@", ":", "/", ",", "=", ".", "%",
     "[", "]", "::1", "10.0.0.0/8", "0", "1e400", "nan", "-1", "8000", "a", "é", "\x00", " ",
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", "name", "example.org", "true"]
)  # fmt: skip
VALUES = st.text(max_size=60) | st.lists(PIECES, max_size=7).map("".join)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), st.booleans())
def test_any_environment_is_read_or_refused(given: dict[str, str], production: bool) -> None:
    environ = {"FIRST_STEP_ENV": "production" if production else "development", **given}
    with contextlib.suppress(ConfigurationError):
        shown = repr(read_settings(environ))
        for name in SECRETS:
            assert len(environ.get(name, "").strip()) < 6 or environ[name].strip() not in shown


@given(st.sampled_from(SECRETS), st.text(min_size=6, max_size=60).filter(str.strip))
def test_no_refusal_repeats_a_secret(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as refused:  # the other secrets are not set
        read_settings({"FIRST_STEP_ENV": "production", name: value})
    words = value.strip()
    assert len(words) < 6 or words not in str(refused.value)
