"""One whole referral through the real servers; then everything that was written is searched."""

from __future__ import annotations

import base64
import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from .product import ANSWER_LIMIT_S, Product, Visitor, answers, until
from .test_end_to_end import is_up, staff_page

NAME = "Zephyrine"
PHONE = "07700 900 846"
QUESTION = "is it genetic, my uncle Bartholomew the trombonist drank too"
DANGER = "marmalade hes gone blue and i cant wake him"
MESSAGE = "please mention the purple rhododendron so i know it is you"
# Any of these is a visitor's own; whoever reads one in a log reads about somebody's health.
WORDS = (NAME, "Bartholomew", "trombonist", "marmalade", "rhododendron")
NUMBERS = ("07700 900 846", "07700900846", "+447700900846", "447700900846", "7700900846")
TALK = (
    *(QUESTION, "can someone ring me please", "no", "me", "31", "yes", "no voicemail please"),
    *(f"call me {NAME}", f"it is {PHONE}", "any time", "none of these", "yes send it"),
)


@pytest.fixture(scope="module")
def kev(product: Product) -> Visitor:
    """A visitor whose request is recorded, with trouble on the way and staff who looked at it."""
    kev = Visitor(product)
    for number, text in enumerate(TALK):
        if number == 4:
            product.part("actions").send_signal(signal.SIGKILL)
        replies = kev.says(text)
        if answers(replies)[-1].startswith("system/"):
            replies = kev.replies_after(replies[-1]["seq"])
    assert answers(replies)[-1].startswith("flow/recorded")
    _cause_trouble(product, kev)
    assert "trombonist" in staff_page(product, f"/desk/conversations/{kev.conversation}")
    assert NAME in product.command("referrals", "list", "--json")
    return kev


def test_nothing_that_was_written_holds_name_number_or_words(
    product: Product, kev: Visitor
) -> None:
    written = dict(_everything_written(product))
    assert any(name.endswith("first-step.db") for name in written)
    assert b"trombonist" in json.dumps(kev.transcript()).encode()
    found = {
        (name, needle)
        for name, content in written.items()
        for needle, forms in _forms().items()
        if any(form in content for form in forms)
    }
    assert not found


def test_the_search_finds_what_stands_there_in_any_of_its_forms() -> None:
    hidden = (
        f"... {QUESTION} ...".encode(),
        base64.b64encode(f"one {QUESTION} two".encode()),
        json.dumps({"phone": PHONE}).encode(),
        QUESTION.encode("utf-16-le"),
        quote(f"it is {PHONE}").encode(),
        b'"+447700900846"',
    )
    for content in hidden:
        assert any(form in content for forms in _forms().values() for form in forms)


def test_the_web_process_says_what_happened_as_json_and_in_codes(
    product: Product, kev: Visitor
) -> None:
    lines = [line for line in product.said().splitlines() if line.startswith("{")]
    assert lines
    assert all({"at", "level", "event"} <= set(json.loads(line)) for line in lines)


def _cause_trouble(product: Product, kev: Visitor) -> None:
    """Let things go wrong whose reports would quote what was sent."""
    path = f"/api/conversations/{kev.conversation}/messages"
    kev.http.post(path, content=f'{{"text": "{QUESTION}"'.encode())
    kev.http.post(path, json={"id": f"{NAME} {PHONE}", "text": MESSAGE})
    kev.http.post(path, json={"id": "m1", "text": f"{QUESTION} " * 200})
    kev.http.post(path, json={"id": "m2", "payload": f"flow:name={NAME}"})
    kev.http.get(f"/{NAME}/{PHONE}", params={"said": QUESTION})
    kev.http.get(path, headers={"Authorization": f"Bearer {NAME}.{PHONE}"})
    assert answers(kev.post(DANGER).json()["messages"]) == ["crisis/overdose"]
    rasa, actions = (product.environment[f"FIRST_STEP_{name}_URL"] for name in ("RASA", "ACTION"))
    for url in (f"{rasa}/webhooks/front_door/webhook", f"{rasa}/webhooks/rest/webhook"):
        httpx.post(url, content=f'{{"message": "{QUESTION}'.encode(), trust_env=False)
        httpx.post(url, json={"sender": "somebody", "message": [QUESTION]}, trust_env=False)
    broken = {"next_action": "action_record_referral", "tracker": {"sender_id": 5, "slots": NAME}}
    httpx.post(f"{actions}/webhook", json=broken, trust_env=False)
    product.part("actions").send_signal(signal.SIGKILL)
    kev.says(MESSAGE)
    until(lambda: is_up(f"{actions}/health"), ANSWER_LIMIT_S, "the action server is back")
    product.part("bot").suspend()
    try:
        kev.says(f"are you there, {NAME} asks")
    finally:
        product.part("bot").resume()


def _everything_written(product: Product) -> Iterator[tuple[str, bytes]]:
    for path in sorted(_folder(product).rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()
    yield "/metrics", httpx.get(f"{product.url}/metrics", trust_env=False).content
    yield "/readyz", httpx.get(f"{product.url}/readyz", trust_env=False).content
    yield "insight", staff_page(product, "/desk/insight.csv").encode()


def _folder(product: Product) -> Path:
    """Return the folder of everything the product writes: database, journal, logs of all three."""
    return product.output.parent


def _forms() -> Mapping[str, frozenset[bytes]]:
    """Return each needle as it would look plain, in UTF-16, in an address, or inside base64."""
    return {
        needle: frozenset(
            form
            for written in {needle, needle.lower()}
            for form in (
                *(written.encode(), written.encode("utf-16-le"), quote(written).encode()),
                *(_inside_base64(written.encode(), shift) for shift in range(3)),
            )
        )
        for needle in (*WORDS, *NUMBERS)
    }


def _inside_base64(content: bytes, shift: int) -> bytes:
    """Return the base64 that stands for `content` when so many bytes stand before it."""
    whole = base64.b64encode(b"\0" * shift + content)
    # The first and last characters also stand for what is beside.
    return whole[4 if shift else 0 : len(whole) // 4 * 4 - 4]
