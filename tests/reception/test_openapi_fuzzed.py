"""Whatever is sent to the API, its own description says what comes back, and it is never a 5xx."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from first_step.content.live import LiveLibrary
from first_step.reception.limits import Limits, Rate, RateLimit

from .fake_rasa import FakeRasa
from .house import House, Visitor, settings_for

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# More than are sent here: what is asked is how messages are read, not how many.
PLENTY = Rate(burst=1_000_000, per_second=1_000)
quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def open_house(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory, library: LiveLibrary
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("fuzzed")
    shutil.copy(migrated, folder / "first-step.db")
    fake = FakeRasa()
    limits = Limits(RateLimit(PLENTY), RateLimit(PLENTY), RateLimit(PLENTY))
    house = House(settings_for(folder, fake.url), library, limits)
    yield house
    house.stop()
    fake.stop()


@pytest.fixture(scope="module")
def alice(open_house: House) -> Visitor:
    alice = open_house.visitor()
    alice.say("hello")
    return alice


@pytest.fixture(scope="module")
def description(open_house: House) -> Any:
    """The description as the server gives it."""
    return schemathesis.openapi.from_url(f"{open_house.url}/api/openapi.json")


# The stream, which never ends, is asked below.
api = schemathesis.pytest.from_fixture("description").exclude(operation_id="streamEvents")


@api.parametrize()
@quick
def test_a_stranger_gets_what_is_described(case: schemathesis.Case, open_house: House) -> None:
    case.call_and_validate(base_url=open_house.url, checks=CHECKS)


@api.include(path_regex="conversation}").parametrize()
@quick
def test_who_has_a_token_gets_what_is_described(
    case: schemathesis.Case, open_house: House, alice: Visitor
) -> None:
    case.path_parameters["conversation"] = alice.conversation
    case.call_and_validate(base_url=open_house.url, headers=alice.bearer, checks=CHECKS)


# What a header may hold: Latin 1 without controls; numbers often, or none would ever fit.
_HEADER = st.text(st.characters(max_codepoint=255, exclude_categories=("C", "Z")), max_size=30)


@given(seen=_HEADER | st.integers(-10, 2**40).map(str))
@quick
def test_a_stream_opens_or_is_refused_as_described(
    seen: str, open_house: House, alice: Visitor
) -> None:
    headers = {**alice.bearer, "Last-Event-ID": seen.encode("latin-1")}
    with alice.client.stream("GET", f"{alice.path}/events", headers=headers) as answer:
        assert answer.status_code in (200, 400)
        assert (answer.status_code == 200) == (seen == "" or _is_seq(seen))


def _is_seq(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 2**31
