"""What every channel beside the website owes its visitors, checked through the door of each."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text, update

from first_step.content.library import CONSENT, ON_CHANNEL
from first_step.content.live import LiveLibrary
from first_step.reception import channels
from first_step.reception.channels import delivery
from first_step.reception.channels.channel import FORGET_AFTER
from first_step.reception.channels.parts import providers_of
from first_step.store import channel_identities, conversations, deliveries, messages
from first_step.store.messages import Message
from first_step.store.tables import ChannelIdentityRow
from tests.reception.conftest import MakeHouse
from tests.reception.fake_rasa import TRAUMA, FakeRasa
from tests.reception.house import PATIENCE, House, settings_for

from .kits import KITS, Answer, Kit
from .provider_stand_in import Received, StandIn

THERAPY = "label:treatment/therapy"
NAME = "wolverhampton-aunt-margaret"
DOWN: Answer = (500, {})
TOO_FAST: Answer = (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 300}})


class Line:
    """One visitor on one channel, with a stand-in for its provider and a whole web process."""

    def __init__(self, kit: Kit, make_house: MakeHouse) -> None:
        self.kit = kit
        self.answer: Answer = kit.taken
        self.heard: list[str] = []  # what the provider took
        self.tried = 0
        self.mute = threading.Event()  # while it is not set, the provider says nothing
        self.mute.set()
        self._news = threading.Condition()
        self._numbers = itertools.count(1)
        self.api = StandIn(self._take)
        self.house: House = make_house(providers=[kit.build(self.api.url)])

    def post(self, body: bytes, forged: bool = False) -> int:
        headers = self.kit.forged if forged else self.kit.signed(body)
        url = self.house.url + self.kit.path
        kind = {"Content-Type": "application/json", **headers}
        return httpx.post(url, content=body, headers=kind, trust_env=False).status_code

    def write(self, text: str) -> None:
        assert self.post(self.kit.text(text, next(self._numbers))) == 200

    def wait_for(self, wanted: Callable[[], bool]) -> list[str]:
        """Return what was heard once it is as wanted."""
        with self._news:
            assert self._news.wait_for(wanted, PATIENCE), self.heard
            return list(self.heard)

    def hears(self, count: int) -> list[str]:
        return self.wait_for(lambda: len(self.heard) >= count)

    @property
    def conversation(self) -> str:
        with self.house.parts.database.read() as session:
            found = channel_identities.find(session, self.kit.name, self.kit.address)
        assert found is not None
        return found.conversation

    def said(self) -> list[Message]:
        with self.house.parts.database.read() as session:
            return messages.after(session, self.conversation, 0, 100)

    def staff_say(self, *texts: str) -> None:
        talk, now = self.conversation, self.house.parts.front_door.clock()
        with self.house.parts.database.write() as session:
            conversations.take_over(session, talk, "alice", now)
            for text in texts:
                messages.add_reply(session, talk, "staff", text, (), None, now)

    def _take(self, call: Received) -> Answer:
        with self._news:
            self.tried += 1
            self._news.notify_all()
        self.mute.wait(PATIENCE)
        with self._news:
            text = self.kit.said(call)
            if self.answer is self.kit.taken and text is not None:
                self.heard.append(text)
            self._news.notify_all()
            return self.answer


@pytest.fixture(params=KITS, ids=lambda kit: kit.name)
def line(
    request: pytest.FixtureRequest, make_house: MakeHouse, library: LiveLibrary
) -> Iterator[Line]:
    found = Line(request.param, make_house)
    yield found
    found.api.stop()


def greeted(line: Line) -> Line:
    line.write("why me")
    line.hears(2)
    line.house.wait_until_answered()
    return line


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_channel_in_the_code_is_held_to_this() -> None:
    folders = Path(channels.__file__).parent.glob("*/channel.py")
    assert {each.parent.name for each in folders} == {kit.folder for kit in KITS}


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_it_is_on_with_its_settings_and_off_without(kit: Kit, tmp_path: Path) -> None:
    on = providers_of(settings_for(tmp_path, "http://127.0.0.1:9", **kit.environment))
    assert kit.name in {channel.name for provider in on for channel in provider.channels}
    assert providers_of(settings_for(tmp_path, "http://127.0.0.1:9")) == ()


def test_a_forged_call_is_refused_and_leaves_nothing(line: Line) -> None:
    assert line.post(line.kit.text("he has gone blue", 1), forged=True) == 403
    with line.house.parts.database.read() as session:
        assert channel_identities.find(session, line.kit.name, line.kit.address) is None


def test_a_call_without_a_signature_is_refused(line: Line) -> None:
    url = line.house.url + line.kit.path
    body = line.kit.text("hello", 1)
    assert httpx.post(url, content=body, trust_env=False).status_code == 403


def test_a_call_too_big_is_refused(line: Line) -> None:
    assert line.post(line.kit.text("x" * 100_000, 1)) == 413


def test_a_repeat_is_not_doubled(line: Line) -> None:
    for _ in range(3):
        assert line.post(line.kit.text("why me", 7)) == 200
    line.hears(2)
    line.house.wait_until_answered()
    assert [each.text for each in line.said() if each.sender == "visitor"] == ["why me"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"nothing", b"a=b&c", b"[" * 9_000])
def test_what_cannot_be_read_is_not_asked_for_again_and_what_follows_is_heard(
    line: Line, body: bytes
) -> None:
    assert line.post(body) in (200, 403)
    with line.house.parts.database.read() as session:
        assert channel_identities.find(session, line.kit.name, line.kit.address) is None
    greeted(line)


def test_what_comes_in_another_order_is_kept_once_each(line: Line) -> None:
    for number in (2, 1, 2, 3, 1, 3, 2):
        assert line.post(line.kit.text(f"message {number}", number)) == 200
    written = [each.text for each in line.said() if each.sender == "visitor"]
    assert written == ["message 2", "message 1", "message 3"]


def test_what_is_replayed_when_much_was_said_since_changes_nothing(line: Line) -> None:
    old = line.kit.text("why me", 500)
    assert line.post(old) == 200
    for number in range(20):
        line.write(f"message {number}")
    before = len(line.said())
    line.house.wait_until_answered()
    assert line.post(old) == 200
    assert [each.text for each in line.said() if each.sender == "visitor"].count("why me") == 1
    assert before >= 21


def test_what_is_no_text_gets_a_kind_reply(line: Line) -> None:
    assert line.post(line.kit.picture()) == 200
    assert "I can only read words" in line.hears(2)[1]


def test_danger_gets_the_whole_card_before_anything_else(line: Line, rasa: FakeRasa) -> None:
    rasa.hold()
    line.write("he has gone blue")
    card = line.house.parts.front_door.words.wording("crisis/overdose").text
    privacy = line.house.parts.front_door.words.wording(f"channel/{line.kit.name}").text
    heard = line.wait_for(lambda: squeezed(privacy) in squeezed("".join(line.heard)))
    assert squeezed("".join(heard)).startswith(squeezed(card))


def test_who_reads_along_is_said_first_and_once(line: Line) -> None:
    greeted(line)
    line.write("why me")
    privacy = line.house.parts.front_door.words.wording(f"channel/{line.kit.name}").text
    heard = line.hears(3)
    assert squeezed("".join(heard)).startswith(squeezed(privacy))
    assert squeezed("".join(heard)).count(squeezed(privacy)) == 1


def test_a_long_text_arrives_whole_and_in_order(line: Line) -> None:
    greeted(line)
    before = len(line.heard)
    long = " ".join(f"This is sentence number {number}." for number in range(400))
    line.staff_say(long)
    heard = line.wait_for(lambda: "number 399." in "".join(line.heard))[before:]
    assert squeezed("".join(heard)) == squeezed(long)
    (channel,) = (
        each for each in line.kit.build(line.api.url).channels if each.name == line.kit.name
    )
    assert len(heard) > 1
    assert max(map(len, heard)) <= channel.abilities.longest_text
    assert all(each.endswith(".") for each in heard)


@pytest.mark.parametrize("how", ["tap", "Therapy", "1"])
def test_a_button_its_title_and_its_number_lead_to_the_same(
    line: Line, rasa: FakeRasa, how: str
) -> None:
    rasa.replies = [TRAUMA]
    greeted(line)
    if how == "tap":
        assert line.post(line.kit.tap(THERAPY)) == 200
    else:
        line.write(how)
    chosen = [each for each in line.said() if each.sender == "visitor"][-1]
    assert (chosen.payload, chosen.text) == (THERAPY, "Therapy")


def test_staff_who_took_over_reach_the_visitor_and_the_bot_is_silent(
    line: Line, rasa: FakeRasa
) -> None:
    greeted(line)
    asked = len(rasa.asked)
    line.staff_say("This is Alice.")
    assert line.hears(3)[-1] == "This is Alice."
    line.write("thank you")
    assert (line.said()[-1].sender, line.said()[-1].text) == ("visitor", "thank you")
    line.house.wait_until_answered()
    assert len(rasa.asked) == asked


def test_an_answer_goes_out_at_once_and_not_when_it_is_looked_for_next(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY_SECONDS", 10 * PATIENCE)
    greeted(line)
    line.write("why me")
    assert len(line.hears(3)) == 3


def test_provider_down_and_up_again_nothing_is_lost_or_doubled_and_the_order_is_kept(
    line: Line,
) -> None:
    greeted(line)
    before, tried = len(line.heard), line.tried
    line.answer = DOWN
    line.staff_say("one", "two", "three")
    line.wait_for(lambda: line.tried > tried)
    line.answer = line.kit.taken
    line.staff_say("four")
    assert line.wait_for(lambda: "four" in line.heard)[before:] == ["one", "two", "three", "four"]


def test_too_fast_for_the_provider_waits_and_goes_at_once_when_they_write(line: Line) -> None:
    greeted(line)
    before, tried = len(line.heard), line.tried
    line.answer = TOO_FAST
    line.staff_say("one", "two")
    line.wait_for(lambda: line.tried > tried)
    line.answer = line.kit.taken
    line.write("are you there")
    assert line.wait_for(lambda: "two" in line.heard)[before:] == ["one", "two"]
    assert problems(line) == []


def test_a_provider_that_says_nothing_is_given_up_for_now_and_asked_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeted(line)
    module = import_module(f"first_step.reception.channels.{line.kit.folder}.channel")
    before, tried = len(line.heard), line.tried
    with monkeypatch.context() as impatient:
        impatient.setattr(module, "TIMEOUT_SECONDS", 0.2)
        line.mute.clear()
        line.staff_say("one")
        line.wait_for(lambda: line.tried > tried)
        assert waits_for(lambda: put_off(line) == "not_reached.TimeoutError")
    line.mute.set()
    line.write("are you there")
    assert line.wait_for(lambda: "one" in line.heard)[before:] == ["one"]


def test_a_number_silent_for_a_year_hears_nothing_of_who_had_it_before(line: Line) -> None:
    greeted(line)
    before = line.conversation
    a_year_passes(line)
    line.staff_say("Kev, are you still there?")
    assert waits_for(lambda: problems(line) == ["silent_for_a_year"])
    line.write("why me")
    privacy = line.house.parts.front_door.words.wording(f"channel/{line.kit.name}").text
    heard = line.wait_for(lambda: squeezed("".join(line.heard)).count(squeezed(privacy)) == 2)
    assert "Kev, are you still there?" not in heard
    assert line.conversation != before
    assert [each.text for each in line.said() if each.sender == "visitor"] == ["why me"]
    line.house.wait_until_answered()
    with line.house.parts.database.read() as session:
        assert channel_identities.of_conversation(session, before) is None


def test_what_the_provider_refuses_is_seen_at_the_desk_and_can_be_sent_again(line: Line) -> None:
    greeted(line)
    before = len(line.heard)
    line.answer = line.kit.refused
    line.staff_say("one")
    assert waits_for(lambda: len(problems(line)) == 1)
    line.answer = line.kit.taken
    with line.house.parts.database.write() as session:
        (failed,) = deliveries.failed(session)
        now = line.house.parts.front_door.clock()
        assert channel_identities.try_again(session, failed.conversation, failed.seq, now)
    assert line.wait_for(lambda: "one" in line.heard)[before:] == ["one"]
    assert problems(line) == []


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_consent_there_names_the_channel_and_the_website_is_the_private_way(
    kit: Kit, library: LiveLibrary
) -> None:
    words = library.current()
    assert f"{ON_CHANNEL}{kit.name}" in words.reply(CONSENT).sections
    assert "For a more private way, use the chat on our website." in words.render(
        f"channel/{kit.name}"
    )


def test_who_blocked_us_is_not_written_to_until_they_write(line: Line) -> None:
    greeted(line)
    tried = line.tried
    line.answer = line.kit.blocked
    line.staff_say("one", "two", "three")
    until = time.monotonic() + PATIENCE
    while len(problems(line)) < 3:
        assert time.monotonic() < until, problems(line)
    assert line.tried == tried + 1
    line.answer = line.kit.taken
    line.write("I am back")
    line.staff_say("four")
    assert line.wait_for(lambda: "four" in line.heard)[-1] == "four"


def test_no_log_line_holds_words_addresses_or_secrets(
    line: Line, rasa: FakeRasa, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rasa.replies = [{"answer": "say/greet", "text": f"Hello {NAME}.", "buttons": []}]
    line.answer = DOWN
    line.write(NAME)
    line.wait_for(lambda: line.tried > 0)
    line.answer = line.kit.taken
    line.write(f"he has gone blue {NAME}")
    line.wait_for(lambda: any(NAME in each for each in line.heard))
    line.post(line.kit.text(NAME, 50), forged=True)
    line.post(line.kit.tap(f"label:{NAME}"))
    line.post(line.kit.text(NAME, 51)[:-3])
    for secret in (NAME, line.kit.address, *line.kit.secrets):
        assert secret not in caplog.text
    assert f"{line.kit.name} did not take a message: 500" in caplog.text


def put_off(line: Line) -> str | None:
    """Return why the next try is later, None while none is."""
    with line.house.parts.database.read() as session:
        statement = text("SELECT problem FROM channel_identities")
        return session.execute(statement).scalar_one()


def a_year_passes(line: Line) -> None:
    """Let them have written last more than a year ago."""
    long_ago = line.house.parts.front_door.clock() - FORGET_AFTER - timedelta(days=1)
    with line.house.parts.database.write() as session:
        session.execute(update(ChannelIdentityRow).values(last_inbound_at=long_ago))


def waits_for(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it did not come"
    return True


def problems(line: Line) -> list[str | None]:
    with line.house.parts.database.read() as session:
        return [each.problem for each in deliveries.failed(session)]
