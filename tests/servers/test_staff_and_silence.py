"""Staff in the middle of a form, and a form that fell silent, while Rasa lives."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import httpx

from first_step.content.live import LiveLibrary
from first_step.reception.cut_off import CutOffSweep
from first_step.reception.journal import open_journal
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.store.database import open_database
from first_step.store.process_environment import process_settings

from .product import Product, Visitor, answers

UP_TO_NAME = ("can someone ring me please", "no", "me", "31", "yes", "no voicemail please")
TAPS_TO_NAME = (
    *("label:request_contact", "flow:crisis_check=no", "flow:for_whom=self", "flow:age=adult"),
    *("flow:consent=yes_if_cut_off", "flow:safe_contact=private"),
)
_CSRF = re.compile(r'name="(\w*csrf\w*)"\s+value="([^"]+)"')


class Staff:
    """The first administrator, signed in."""

    def __init__(self, product: Product) -> None:
        self._http = httpx.Client(base_url=product.url, follow_redirects=True, trust_env=False)
        self._page = "/desk/sign-in"
        self.send("/desk/sign-in", login="admin", password=product.password())

    def open(self, page: str) -> None:
        self._page = page

    def send(self, path: str, **fields: str) -> None:
        """Fill in a form of the page that is open."""
        token = _CSRF.search(self._http.get(self._page).text)
        assert token, self._page
        done = self._http.post(path, data={token.group(1): token.group(2), **fields})
        assert done.status_code == 200, done.text


def test_what_staff_entered_in_mid_form_is_not_asked_again(product: Product, kev: Visitor) -> None:
    kev.says("can i talk to a real person please")
    asked = [kev.says(text)[-1]["answer"] for text in UP_TO_NAME]
    assert asked[-1] == "flow/name"
    staff, talk = Staff(product), f"/desk/conversations/{kev.conversation}"
    staff.open(talk)
    staff.send(f"{talk}/take")
    staff.send(f"{talk}/hand-back", name="Kev", phone="07700 900555")
    later = [*kev.says("any time"), *kev.says("none of these")]
    assert answers(later) == ["flow/red_flags", "flow/review"]
    assert "07700 900555" in later[-1]["text"]
    assert kev.says("yes send it")[-1]["answer"] == "flow/recorded"
    (row,) = _records(product, kev)
    assert (row["name"], row["phone"]) == ("Kev", "+447700900555")


def test_who_agreed_and_fell_silent_is_recorded_once_while_rasa_lives(
    product: Product, kev: Visitor
) -> None:
    kev.says("hello")
    for payload in TAPS_TO_NAME:
        kev.tap(payload)
    kev.says("Kev")
    assert kev.says("07700 900666")[-1]["answer"] == "flow/contact_window"
    assert _records(product, kev) == []
    _sweep(product, minutes=31)
    (row,) = _records(product, kev)
    assert (row["phone"], "R0" in row["reasons"]) == ("+447700900666", True)
    # Rasa reads what the sweep wrote, and goes on from there.
    assert answers(kev.says("sorry, my battery died. has it been sent?"))
    _sweep(product, minutes=62)
    assert [each["reference"] for each in _records(product, kev)] == [row["reference"]]


def _records(product: Product, visitor: Visitor) -> list[dict[str, object]]:
    return [row for row in product.referrals() if row["conversation"] == visitor.conversation]


def _sweep(product: Product, minutes: float) -> None:
    """Look for silent forms as another web process would, whose clock is so far ahead."""
    settings = process_settings(product.environment)
    database, threads = open_database(settings), Threads("test", 1)

    def clock() -> datetime:
        return datetime.now(timezone.utc) + timedelta(minutes=minutes)

    library = LiveLibrary(settings.content_dir)
    journal = open_journal(settings.data_dir, database.sealer)
    try:
        CutOffSweep(database, library, journal, threads, Metrics(), clock, 30).sweep()
    finally:
        threads.close()
        database.dispose()
