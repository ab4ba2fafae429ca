from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from first_step.admissions.errors import ContentError, UnknownAnswer
from first_step.content.flow_words import FlowWords
from first_step.content.library import VARIANT_TOPICS, VARIANTS, Button, load_library

from .house import REAL, SAMARITANS, WARNING, Folder


def test_an_answer_is_found_by_its_path_without_the_folder_answers(folder: Folder) -> None:
    folder.topic("cause/trauma")
    folder.text("crisis/reminder")
    assert set(folder.load().answers) == {"cause/trauma", "crisis/reminder"}


def test_an_unknown_answer_is_named(folder: Folder) -> None:
    with pytest.raises(UnknownAnswer, match="cause/nothing"):
        folder.load().reply("cause/nothing")


def test_front_matter_becomes_a_reply(folder: Folder) -> None:
    folder.topic("cause/trauma", reviewed_by="Dr Ito", reviewed_on="2026-11-20")
    reply = folder.load().reply("cause/trauma")
    assert (reply.title, reply.related, reply.file) == (
        "Trauma",
        ("cause/stress",),
        "answers/cause/trauma.md",
    )
    assert reply.reviewed_by == "Dr Ito"
    assert str(reply.reviewed_on) == "2026-11-20"


def test_provider_and_helplines_are_filled_in(folder: Folder) -> None:
    folder.text(
        "system/away",
        "{{ provider.phone }}, {{ provider.team }}, {{ provider.short_name }}, "
        "{{ helpline.samaritans }}",
    )
    assert folder.load().render("system/away") == (
        "020 7946 0000, the admissions team at Green Door, GD, Samaritans: 116 123"
    )


def test_words_are_plain_text_and_nothing_in_them_is_escaped(folder: Folder) -> None:
    folder.text("flow/recorded", "Thank you, {{ flow.name }}.")
    words = folder.load().render("flow/recorded", flow=FlowWords(name="Sam & <Jo>"))
    assert words == "Thank you, Sam & <Jo>."


def test_a_name_that_looks_like_a_template_stays_a_name(folder: Folder) -> None:
    folder.text("flow/recorded", "Thank you, {{ flow.name }}.")
    words = folder.load().render("flow/recorded", flow=FlowWords(name="{{ provider.phone }}"))
    assert words == "Thank you, {{ provider.phone }}."


def test_a_line_after_a_condition_stays_a_line_of_its_own(folder: Folder) -> None:
    folder.text("flow/review", "{% if demo %}Nobody will ring{% endif %}\nIs it right?")
    words = folder.load().render("flow/review", demo=True)
    assert words == "Nobody will ring\nIs it right?"


@pytest.mark.parametrize(
    "words",
    [
        "{{ helpline.nobody }}",
        "{{ flow.name }}",
        "{{ provider.name.__class__.__mro__ }}",
        "{% if %}",
        "{{ 1 / 0 }}",
        "{{ provider.phone | join(3) | round }}",
    ],
)
def test_a_template_that_cannot_be_filled_in_says_which_file(folder: Folder, words: str) -> None:
    folder.text("system/away", words)
    with pytest.raises(ContentError, match=r"system/away\.md"):
        folder.load().render("system/away")


def test_a_variant_falls_back_to_the_plain_section(folder: Folder) -> None:
    folder.text("flow/age", sections="## answer\nHow old?\n## answer: someone_else\nBoth?\n")
    library = folder.load()
    assert library.render("flow/age", variant="someone_else") == "Both?"
    assert library.render("flow/age", variant="self") == "How old?"


def test_an_unnamed_substance_gets_the_words_that_warn(folder: Folder) -> None:
    folder.variants("treatment/detox")
    library = folder.load()
    assert library.render("treatment/detox") == WARNING
    assert library.render("treatment/detox", variant="solvents") == WARNING
    assert library.render("treatment/detox", variant="opioids") == "A doctor can help."


def test_a_section_that_is_not_there_is_unknown(folder: Folder) -> None:
    folder.text("system/away")
    with pytest.raises(UnknownAnswer, match="no section more"):
        folder.load().render("system/away", section="more")


def test_own_buttons_come_before_related_topics(folder: Folder) -> None:
    folder.topic("cause/stress", title="Stress and coping")
    folder.topic("cause/trauma")
    folder.text("say/thank", buttons=[{"title": "Topics", "payload": "label:menu"}])
    library = folder.load()
    assert library.buttons("say/thank") == (Button("Topics", "label:menu"),)
    assert library.buttons("cause/trauma") == (Button("Stress and coping", "label:cause/stress"),)


def test_a_variant_may_have_buttons_of_its_own(folder: Folder) -> None:
    folder.text(
        "flow/age",
        buttons=[{"title": "18 or over", "payload": "flow:age=adult"}],
        buttons_someone_else=[{"title": "Both 18 or over", "payload": "flow:age=adult+adult"}],
    )
    library = folder.load()
    assert [b.title for b in library.buttons("flow/age")] == ["18 or over"]
    assert [b.title for b in library.buttons("flow/age", "someone_else")] == ["Both 18 or over"]
    assert library.button_title("flow/age", "age=adult+adult") == "Both 18 or over"
    assert library.button_title("flow/age", "age=wizard") is None


def test_consent_is_its_version_and_its_words(folder: Folder) -> None:
    folder.text("flow/consent", "Do you agree?", version="2026-11-23")
    assert folder.load().consent_text() == ("2026-11-23", "Do you agree?")


def test_consent_beside_the_website_begins_by_naming_the_channel(folder: Folder) -> None:
    sections = "## answer\nDo you agree?\n## on: sms\nYou are asked this by text message.\n"
    folder.text("flow/consent", version="2026-11-23", sections=sections)
    library = folder.load()
    named = "You are asked this by text message.\nDo you agree?"
    assert library.consent_text("sms") == ("2026-11-23", named)
    assert library.consent_text("website") == ("2026-11-23", "Do you agree?")


def test_consent_without_a_version_is_refused(folder: Folder) -> None:
    folder.text("flow/consent", "Do you agree?")
    with pytest.raises(ContentError, match="version"):
        folder.load().consent_text()


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": {"monday": "9-17"}},
        {"hours": {"mon": "09:00-17:00"}},
        {"closures": ["next week"]},
        {"callback": {"soon_working_days": "two"}},
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_the_folder(
    folder: Folder, wrong: dict[str, Any]
) -> None:
    folder.provider(**wrong)
    with pytest.raises(ContentError):
        folder.load()


def test_unknown_hours_are_unknown_and_given_ones_are_kept(folder: Folder) -> None:
    assert not folder.load().opening_hours().known
    folder.provider(hours={"monday": "09:00-17:00"})
    assert folder.load().opening_hours().known


def test_loading_lists_everything_that_is_wrong_at_once(folder: Folder) -> None:
    folder.write("crisis/a.md", "no front matter")
    folder.write("crisis/b.md", "---\nid: crisis/other\n---\n## answer\nWords\n")
    folder.write("crisis/c.md", "---\nid: [\n---\n## answer\nWords\n")
    folder.helplines({**SAMARITANS, "contact": None, "id": "x"}, SAMARITANS, SAMARITANS)
    folder.write("provider.yml", "name: Green Door\n")
    with pytest.raises(ContentError) as raised:
        folder.load()
    told = str(raised.value)
    for part in ("crisis/a.md: ", "crisis/b.md", "crisis/c.md", "samaritans", "provider.yml"):
        assert part in told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Words\n## answer\nWords\n", "before the first section"),
        ("## answer\nWords\n## answer\nWords\n", "twice"),
    ],
)
def test_words_that_would_never_be_shown_are_refused(folder: Folder, body: str, told: str) -> None:
    folder.text("system/away", sections=body)
    with pytest.raises(ContentError, match=told):
        folder.load()


def test_the_same_id_twice_is_refused(folder: Folder) -> None:
    folder.topic("cause/trauma")
    folder.text("cause/trauma")
    with pytest.raises(ContentError, match="same id"):
        folder.load()


def test_files_of_an_editor_are_left_alone(folder: Folder) -> None:
    folder.write("crisis/.#overdose.md", "half a thought")
    assert folder.load().answers == {}


def test_a_missing_folder_is_named(folder: Folder) -> None:
    with pytest.raises(ContentError, match="there is no folder"):
        load_library(folder.path / "elsewhere")


def test_a_source_says_how_sure_it_is(folder: Folder) -> None:
    folder.write("sources.yml", "S1:\n  words: w\n  public: [p]\n  certainty: rumour\n")
    with pytest.raises(ContentError, match="certainty of S1"):
        folder.load()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_file_whatever_it_holds_raises_anything_but_a_content_error(
    folder: Folder, front: str, body: str
) -> None:
    words = f"---\nid: system/away\n{front}\n---\n{body}"
    (folder.path / "system").mkdir(exist_ok=True)
    (folder.path / "system/away.md").write_bytes(words.encode("utf-8", "surrogatepass"))
    with suppress(ContentError):
        folder.load().render("system/away")


def test_every_variant_topic_of_the_real_folder_has_every_variant() -> None:
    library = load_library(REAL)
    for topic in VARIANT_TOPICS:
        words = {library.render(topic, variant=variant) for variant in VARIANTS}
        assert len(words) == len(VARIANTS), topic
