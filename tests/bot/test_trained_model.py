"""The trained model in a real Rasa agent, without servers: danger, doubt, stories and rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
from rasa.utils.endpoints import EndpointConfig

from bot.channel import CollectedReplies
from bot.wording import ContentWording
from first_step.admissions.referral import new_reference

from ..installation import settings_in
from .dialogue import FORM, new_tracker

Say = Callable[..., Awaitable[list[str]]]


@pytest.fixture(scope="module")
def agent(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Agent:
    wording = ContentWording(settings=settings_in(tmp_path_factory.mktemp("agent")))
    return Agent.load(str(trained_model), generator=wording)


@pytest_asyncio.fixture
async def say(agent: Agent) -> Say:
    """Return what says something in a conversation of this test alone."""
    assert agent.domain
    agent.tracker_store = InMemoryTrackerStore(agent.domain)
    assert agent.processor
    agent.processor.tracker_store = agent.tracker_store

    async def said(text: str, payload: str | None = None) -> list[str]:
        replies = CollectedReplies()
        metadata = {"payload": payload} if payload else {}
        await agent.handle_message(
            UserMessage(text, replies, "kev-conversation", metadata=metadata)
        )
        return [str(each["answer"]) for each in replies.messages]

    return said


async def with_open_form(agent: Agent, field: str = "name") -> None:
    tracker = new_tracker(agent.domain, ActionExecuted(FORM), ActiveLoop(FORM))
    tracker.update_with_events(
        [SlotSet("requested_slot", field), ActionExecuted("action_listen")], agent.domain
    )
    await agent.tracker_store.save(tracker)


async def test_a_question_its_details_and_thanks(say: Say) -> None:
    assert await say("hello there") == ["say/greet"]
    assert await say("why do people get hooked on heroin in the first place") == ["cause/overview"]
    assert await say("can you tell me more about that") == ["cause/overview"]
    assert await say("thank you very much") == ["say/thank"]


async def test_danger_is_answered_before_an_open_form_hears_it(say: Say, agent: Agent) -> None:
    await with_open_form(agent)
    assert await say("hes stopped breathing and gone blue") == ["crisis/overdose"]
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert (tracker.active_loop_name, tracker.get_slot("requested_slot")) == (None, None)
    assert tracker.get_slot("danger_signs") == ["overdose"]


async def test_a_no_typed_at_the_suicide_card_is_heard_and_nothing_is_added(say: Say) -> None:
    assert await say("i want to kill myself") == ["crisis/suicide"]
    assert await say("no") == ["crisis/suicide_not_acted"]


async def test_a_no_to_what_was_asked_back_leads_to_the_topics_once(say: Say) -> None:
    assert await say("how bad is it really") == ["fallback/clarify"]
    assert await say("no") == ["say/menu"]
    assert await say("what is detox") == ["treatment/detox"]


async def test_a_reference_is_handed_to_who_looks_it_up(say: Say, agent: Agent) -> None:
    await say(f"anything yet? {new_reference(bytes(8))}")
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert "action_check_status" in str([event.as_dict() for event in tracker.events])


async def test_a_yes_to_the_plain_question_is_the_suicide_card(say: Say) -> None:
    assert await say("tapped", "label:express_distress") == ["say/express_distress"]
    assert await say("yes") == ["crisis/suicide"]


async def test_what_cannot_be_read_three_times_leads_to_a_person(say: Say) -> None:
    assert await say("???") == ["fallback/unreadable"]
    assert await say("🙂") == ["fallback/menu"]
    assert await say("...") == ["fallback/person"]


async def test_a_follow_up_keeps_the_thread(say: Say, agent: Agent) -> None:
    assert await say("what is detox and how does it work") == ["treatment/detox"]
    assert await say("what about drink") == ["treatment/detox"]
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert tracker.get_slot("substance") == "alcohol/alcohol"
    assert await say("why?") == ["treatment/detox"]


async def test_two_questions_in_one_message_are_both_answered(say: Say) -> None:
    answers = await say("is addiction genetic and how long does rehab take?")
    assert sorted(answers) == ["cause/genetic", "treatment/duration"]


async def test_red_flags_said_in_passing_are_remembered_and_the_questions_answered(
    say: Say, agent: Agent
) -> None:
    assert await say("he came out of prison yesterday, how does a detox work") != []
    assert await say("what is detox and how does it work") == ["treatment/detox"]
    assert await say("and he has nowhere to sleep tonight") != []
    assert await say("I am pregnant", "label:menu") == ["say/menu"]
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert tracker.get_slot("mentioned_flags") == ["R14", "R16"]


@pytest.mark.parametrize(
    "words",
    [
        "I came out of prison last week",
        "just out of hospital yesterday",
        "my brother got out of jail on friday",
        "I finished detox on tuesday",
        "she left rehab 2 weeks ago",
    ],
)
async def test_leaving_prison_or_care_is_noted_and_answered_with_no_card_of_danger(
    say: Say, agent: Agent, words: str
) -> None:
    assert (await say(words))[-1] == "harm/naloxone"
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert tracker.get_slot("mentioned_flags") == ["R14"]
    assert tracker.get_slot("danger_signs") is None


async def test_leaving_prison_with_danger_is_danger(say: Say) -> None:
    assert await say("I came out of prison last week and took too much") == ["crisis/overdose"]


async def test_a_worry_with_a_plain_wish_for_a_call_opens_the_contact_flow(
    say: Say, agent: Agent
) -> None:
    await say("worried about my daughter, can someone call me")
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert FORM in [event.as_dict().get("name") for event in tracker.events]


class ActionServer(EndpointConfig):  # type: ignore[misc]
    """Stands in for the action server: no answer to the form, then the open question again."""

    def __init__(self, field: str) -> None:
        super().__init__("http://nowhere.test")
        self._field = field
        self._asked = 0

    async def request(self, *arguments: Any, **kwargs: Any) -> dict[str, Any]:
        self._asked += 1
        slot = {"event": "slot", "name": "requested_slot", "value": self._field}
        return {"events": [slot] if self._asked > 1 else [], "responses": []}


async def test_inside_the_form_both_are_answered_and_the_question_comes_once(
    say: Say, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert agent.processor
    monkeypatch.setattr(agent.processor, "action_endpoint", ActionServer("name"))
    await with_open_form(agent)
    *answers, last = await say("is addiction genetic and how long does rehab take?")
    assert sorted(answers) == ["cause/genetic", "treatment/duration"]
    assert last == "flow/name"


async def test_the_substance_spoken_of_is_remembered(say: Say, agent: Agent) -> None:
    await say("my son is on heroin")
    tracker = await agent.tracker_store.retrieve("kev-conversation")
    assert tracker
    assert tracker.get_slot("substance") == "opioids/heroin"


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        ("label:treatment/cost", "treatment/cost"),
        ("label:menu", "say/menu"),
        ("label:request_human", "handoff/hours_unknown"),
        ("check:danger", "crisis/danger"),
        ("check:nobody", "crisis/nobody"),
    ],
)
async def test_a_tap_leads_to_its_answer(say: Say, payload: str, answer: str) -> None:
    assert await say("tapped", payload) == [answer]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("can someone ring me about my brother", []),
        ("can someone ring me about my mate", []),
        ("would somebody call me back regarding my girlfriend please", []),
        ("my cousin is after some support, any chance of a ring later", []),
        ("can someone ring me about my brother, he is only 14", ["R11"]),
        ("can someone ring me about my girlfriend, she is six months pregnant", ["R10"]),
    ],
)
async def test_a_wish_about_somebody_is_urgent_only_with_what_makes_it_so(
    agent: Agent, text: str, flags: list[str]
) -> None:
    assert (await agent.parse_message(text))["red_flags"] == flags


@pytest.mark.parametrize(
    "text",
    [
        "name is Davina, time tomorrow afternoon",
        "its Kev, after six tomorrow",
        "its kev after 6 tomorrow",
        "this is Sam, tomorrow morning",
        "she is 34",
        "im 50 hes 25",
        "he's 14 and I'm 40",
    ],
)
async def test_a_name_with_a_time_or_an_age_in_the_form_gets_no_check(
    agent: Agent, text: str
) -> None:
    parsed = await agent.parse_message(text)
    assert parsed["crisis"]["band"] == "none"
    assert parsed["intent"]["name"] in ("inform", "request_contact")


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("name is Davina, tomorrow I won't be alive", "act"),
        ("goodbye kev tonight", "act"),
        ("its all over tonight", "act"),
        ("she's 34 weeks and bleeding", "act"),
        ("she is 34 and not breathing", "act"),
    ],
)
async def test_what_only_looks_like_a_name_with_a_time_is_still_danger(
    agent: Agent, text: str, band: str
) -> None:
    assert (await agent.parse_message(text))["crisis"]["band"] == band
