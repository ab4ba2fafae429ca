"""Chooses the words of a reply from content/, live: editing a text needs no training.

Rasa names a response; which of its sections is shown, with which buttons, depends on the
conversation: a second asking, "tell me more", the substance spoken of, an open contact flow.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answer_ids import answer_id
from bot.choices import once_each, questions_back
from bot.conversation_so_far import (
    HEARD,
    SECTION,
    VARIANT,
    asked_in_a_row,
    heard_before,
    last_section,
    last_topic,
    more_given,
    parsed,
    substance_group,
    was_given,
)
from bot.flow_words import flow_words
from first_step.admissions.settings import Settings
from first_step.content.library import CONSENT, VARIANT_TOPICS, Button, Library
from first_step.content.live import LiveLibrary
from first_step.store.process_environment import process_settings
from first_step.understanding.in_conversation import RELEASED

MORE, PERSON, CONTACT = "label:ask_more", "label:request_human", "label:request_contact"
# From the third asking in a row on, a person is offered.
TIMES_BEFORE_A_PERSON = 2
# Said three times these show that nothing is missing, so a button to a person is enough.
_NOTHING_MISSING = ("say/goodbye", "say/thank", "say/praise", "say/abuse", "say/seek_drugs")
# Stands before the open question when the form is picked up again.
_BACK = "flow/back_to_form"
# The kind sentence before an answer, for what was told beside the question.
_KIND_SENTENCES = {"disclose_use": "system/heard_use", "express_distress": "system/heard_distress"}
# Said each time: after a break the body copes with less (facts F18, R14).
_AFTER_RELEASE = ("system/heard_use", "released")


class ContentWording(NaturalLanguageGenerator):
    """Renders replies; raises UnknownAnswer for a response that content/ does not have."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Optional[Domain] = None,
        settings: Settings | None = None,
    ) -> None:
        """Read the content folder of the settings; raises ContentError when it is not fit."""
        self._settings = settings or process_settings()
        self._content = LiveLibrary(self._settings.content_dir)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Optional[Dict[str, Any]]:
        """Return text, buttons, answer id and section of the response."""
        library = self._content.current()
        asked = answer_id(utter_action)
        if asked is None:
            return None
        variables = self._variables(library, tracker, kwargs)
        return _Choice(library, tracker, variables).reply(asked)

    def _variables(
        self, library: Library, tracker: DialogueStateTracker, extra: Dict[str, Any]
    ) -> Dict[str, Any]:
        slots = tracker.current_slot_values()
        return {"flow": flow_words(slots, library, extra), "demo": self._settings.demo}


class _Choice:
    """The choice of section and buttons for one reply."""

    def __init__(
        self, library: Library, tracker: DialogueStateTracker, variables: Dict[str, Any]
    ) -> None:
        self._library = library
        self._tracker = tracker
        self._variables = variables

    def reply(self, asked: str) -> Dict[str, Any]:
        if asked == "second_answer":
            return self._second()
        if asked == "say/ask_more":
            return self._more()
        if asked == "fallback/clarify":
            return self._clarify()
        if asked == "handoff/waiting":
            return self._repeatable(self._handoff())
        if asked.startswith("flow/"):
            return self._flow(asked)
        if "/" in asked and asked.split("/")[0] in self._library.families:
            return self._first_topic(asked)
        return self._repeatable(asked)

    def _first_topic(self, topic: str) -> Dict[str, Any]:
        """Return the answer to what a message asks; a kind sentence first where it tells much."""
        reply = self._topic(topic)
        if parsed(self._tracker, "second_label"):
            # "Tell me more" is about the answer that stands last.
            reply["buttons"] = [row for row in reply["buttons"] if row["payload"] != MORE]
        kind, section = self._told_beside()
        if kind:
            words = self._library.render(kind, section, **self._variables)
            reply.update({"text": f"{words}\n{reply['text']}", HEARD: kind})
        return reply

    def _told_beside(self) -> Tuple[str, str]:
        """Return the text and section said before an answer, ("", "") when nothing was told."""
        told = parsed(self._tracker, "disclosed") or ""
        if told == RELEASED:
            return _AFTER_RELEASE
        section = "again" if heard_before(self._tracker) else "answer"
        return _KIND_SENTENCES.get(told, ""), section

    def _second(self) -> Dict[str, Any]:
        topic = str(parsed(self._tracker, "second_label"))
        return _Named(f"utter_{topic}", self._topic(topic))

    def _topic(self, topic: str) -> Dict[str, Any]:
        variant = None
        if topic in VARIANT_TOPICS:
            variant = substance_group(self._tracker) or "not_said"
        reply = self._repeatable(topic, variant)
        buttons = self._topic_buttons(topic, with_more=reply[SECTION] != "more")
        first = self._ways_to_a_person() if self._insists(topic, variant) else []
        reply["buttons"] = once_each(first + buttons)
        if topic == "about/sources":
            reply["text"] += self._sources_of_last_topic()
        return reply

    def _repeatable(self, asked: str, variant: str | None = None) -> Dict[str, Any]:
        """Return a reply that is worded otherwise when it was given before."""
        if not was_given(self._tracker, asked, variant):
            return self._plain(asked, "answer", variant)
        if self._insists(asked, variant):
            return self._third_time(asked, variant)
        if variant is None and "again" in self._library.reply(asked).sections:
            return self._plain(asked, "again")
        reply = self._plain(asked, "answer", variant)
        # A crisis card stays as it is: nothing may stand before the number.
        if not asked.startswith(("crisis/", "fallback/", "handoff/", "language/")):
            reply["text"] = f"{self._text('system/again')}\n{reply['text']}"
        return reply

    def _insists(self, asked: str, variant: str | None) -> bool:
        """Return whether the same was asked at least twice in a row just before."""
        answered = asked.startswith("say/") or asked.split("/")[0] in self._library.families
        if not answered:
            return False
        return asked_in_a_row(self._tracker, asked, variant) >= TIMES_BEFORE_A_PERSON

    def _third_time(self, asked: str, variant: str | None) -> Dict[str, Any]:
        """Return what was not said yet, or the first wording, and the way to a person."""
        sections = self._library.reply(asked).sections
        untold = "more" in sections and not more_given(self._tracker, asked)
        # The variants carry warnings that "more" does not repeat.
        section = "more" if untold and variant is None else self._other_wording(sections)
        reply = self._plain(asked, section, variant)
        if asked not in _NOTHING_MISSING:
            reply["text"] += f"\n{self._text('fallback/not_enough')}"
        reply["buttons"] = once_each(self._ways_to_a_person() + reply["buttons"])
        return reply

    def _other_wording(self, sections: Mapping[str, str]) -> str:
        latest = last_section(self._tracker)
        return "again" if latest != "again" and "again" in sections else "answer"

    def _ways_to_a_person(self) -> List[Dict[str, str]]:
        return [self._short_button(PERSON), self._short_button(CONTACT)]

    def _more(self) -> Dict[str, Any]:
        topic = last_topic(self._tracker)
        if topic is None:
            return self._plain("say/ask_more")
        if more_given(self._tracker, topic) or "more" not in self._library.reply(topic).sections:
            return self._plain("fallback/nothing_more")
        reply = self._plain(topic, "more")
        reply["buttons"] = self._topic_buttons(topic, with_more=False)
        return reply

    def _clarify(self) -> Dict[str, Any]:
        reply = self._repeatable("fallback/clarify")
        choices = questions_back(self._library, parsed(self._tracker, "intent_ranking") or [])
        if not choices:
            return self._repeatable("fallback/menu")
        reply["buttons"] = once_each(choices + reply["buttons"])
        return reply

    def _flow(self, asked: str) -> Dict[str, Any]:
        """Return the question of a field; a note about the last answer takes its place."""
        who = self._variables["flow"].for_whom
        note, _, section = (self._note_in_place_of(asked) or asked).partition(":")
        reply = self._plain(note, section or "answer", who)
        if note == _BACK:
            reply["text"] += "\n" + self._plain(asked, "answer", who)["text"]
        if not reply["buttons"]:
            reply["buttons"] = self._plain(asked, "answer", who)["buttons"]
        reply["answer"] = asked
        taken = set(self._variables["flow"].red_flag_codes)
        reply["buttons"] = [
            button for button in reply["buttons"] if button["payload"].split("=")[-1] not in taken
        ]
        return reply

    def _note_in_place_of(self, asked: str) -> str | None:
        """Return the id of the text that the flow wants instead of the open field's question."""
        if asked != f"flow/{self._tracker.get_slot('requested_slot')}":
            return None
        note = (self._tracker.get_slot("contact_request") or {}).get("note")
        if note == "crisis_check_yes":
            return "crisis/check"
        # "paused/again" is the section "again" of the text "flow/paused".
        return f"flow/{note.replace('/', ':')}" if note else None

    def _handoff(self) -> str:
        """Return which truth about people holds: with unknown hours nothing is promised."""
        known = self._library.provider.hours is not None
        return "handoff/waiting" if known else "handoff/hours_unknown"

    def _sources_of_last_topic(self) -> str:
        topic = last_topic(self._tracker)
        if topic is None:
            return ""
        sources = "; ".join(self._library.reply(topic).public_sources)
        return "\n" + self._text("system/source", sources=sources)

    def _topic_buttons(self, topic: str, with_more: bool = True) -> List[Dict[str, str]]:
        """Return "more", the related topics and a way to a person."""
        reply = self._library.reply(topic)
        offered = more_given(self._tracker, topic)
        payloads = [MORE] if with_more and not offered and "more" in reply.sections else []
        payloads += [f"label:{label}" for label in reply.related]
        payloads += [CONTACT] if CONTACT not in payloads else []
        return [self._short_button(payload) for payload in payloads]

    def _short_button(self, payload: str) -> Dict[str, str]:
        label = payload.removeprefix("label:")
        known = self._library.reply(label if "/" in label else f"say/{label}")
        return {"title": known.title or label, "payload": payload}

    def _plain(
        self, identifier: str, section: str = "answer", variant: str | None = None
    ) -> Dict[str, Any]:
        if identifier == CONSENT:
            _, text = self._library.consent_text(_asked_on(self._tracker))
        else:
            text = self._library.render(identifier, section, variant, **self._variables)
        buttons = [_as_rasa(button) for button in self._library.buttons(identifier, variant)]
        shown = {"text": text, "buttons": buttons, "answer": identifier, SECTION: section}
        return {**shown, VARIANT: variant} if variant else shown

    def _text(self, identifier: str, **more: Any) -> str:
        return self._library.render(identifier, **{**self._variables, **more})


def _asked_on(tracker: DialogueStateTracker) -> str | None:
    """Return the channel of the latest message, as the front door said with it."""
    message = tracker.latest_message
    channel = (message.metadata or {}).get("channel") if message else None
    return channel if isinstance(channel, str) else None


def _as_rasa(button: Button) -> Dict[str, str]:
    return {"title": button.title, "payload": button.payload}


class _Named(Dict[str, Any]):
    """A reply that keeps the name of its own response.

    Rasa writes the name of the action that was run into every reply. Here one action gives the
    answers of many responses, and the transcript must name the one that was given.
    """

    def __init__(self, name: str, reply: Dict[str, Any]) -> None:
        super().__init__(reply)
        super().__setitem__("utter_action", name)

    def __setitem__(self, key: str, value: Any) -> None:
        if key != "utter_action":
            super().__setitem__(key, value)
