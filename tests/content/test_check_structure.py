from __future__ import annotations

from datetime import date

import pytest

from first_step.content.checks import check_library
from first_step.content.checks.required import REQUIRED

from .house import SAMARITANS, TODAY, Folder

TRAUMA = "answers/cause/trauma.md"
DETOX = "answers/treatment/detox.md"


def test_a_folder_in_order_lacks_only_the_texts_it_does_not_have(folder: Folder) -> None:
    folder.topic("cause/trauma")
    found = check_library(folder.load(), TODAY)
    assert {problem.rule for problem in found} == {"missing-answer"}
    assert len(found) == len(REQUIRED) - 1
    assert len(set(REQUIRED)) == len(REQUIRED)


def test_a_missing_text_is_named_with_its_file(folder: Folder) -> None:
    files = {problem.file for problem in check_library(folder.load(), TODAY)}
    assert {TRAUMA, "crisis/overdose.md", "flow/phone.md", "say/greet.md"} <= files


@pytest.mark.parametrize("section", ["answer", "again", "more"])
def test_a_topic_needs_an_answer_other_words_and_more(folder: Folder, section: str) -> None:
    kept = [name for name in ("answer", "again", "more") if name != section]
    folder.topic("cause/trauma", sections="".join(f"## {name}\nIt can.\n" for name in kept))
    assert folder.rules(TRAUMA) == ["section"]


def test_a_section_that_nothing_shows_is_found(folder: Folder) -> None:
    folder.text("system/away", sections="## answer\nI am away.\n## moer\nStill away.\n")
    assert folder.rules("system/away.md") == ["section"]


def test_the_words_after_a_release_must_stand_where_they_are_looked_for(folder: Folder) -> None:
    folder.text("system/heard_use", sections="## answer\nThank you.\n")
    assert folder.rules("system/heard_use.md") == ["section"]
    folder.text("system/heard_use", sections="## answer\nThank you.\n## released\nTake care.\n")
    assert folder.rules("system/heard_use.md") == []


def test_an_empty_section_is_found(folder: Folder) -> None:
    folder.text("system/away", sections="## answer\n\n")
    assert folder.rules("system/away.md") == ["section"]


@pytest.mark.parametrize("variant", ["opioids", "alcohol", "sedatives", "stimulants", "not_said"])
def test_a_missing_substance_variant_is_found(folder: Folder, variant: str) -> None:
    folder.variants("treatment/detox", **{variant: None})
    assert folder.rules(DETOX) == ["variant"]


def test_an_answer_that_ignores_the_substance_is_found(folder: Folder) -> None:
    file = folder.variants("treatment/detox")
    file.write_text(file.read_text() + "## again\nA doctor can help.\n")
    assert folder.rules(DETOX) == ["variant"]


@pytest.mark.parametrize("variant", ["alcohol", "sedatives", "stimulants"])
def test_a_variant_whose_withdrawal_can_kill_names_999(folder: Folder, variant: str) -> None:
    folder.variants("treatment/detox", **{variant: "A doctor can help."})
    assert folder.rules(DETOX) == ["variant"]


def test_the_variant_for_an_unknown_substance_must_open_with_the_warning(folder: Folder) -> None:
    folder.variants(
        "treatment/detox", not_said="Detox takes time. It needs care. Call 999 for a fit."
    )
    (problem,) = folder.problems(DETOX)
    assert problem.rule == "variant"
    assert "alcohol, benzodiazepine, pregabalin, ghb, suddenly, 999" in problem.message


@pytest.mark.parametrize("field", ["sources", "public_sources", "owner", "review_by"])
def test_missing_front_matter_is_found(folder: Folder, field: str) -> None:
    folder.text("system/away", **{field: None})
    assert folder.rules("system/away.md") == ["front-matter"]


@pytest.mark.parametrize("field", ["title", "question", "related"])
def test_a_topic_needs_title_question_and_related_topics(folder: Folder, field: str) -> None:
    folder.topic("cause/trauma", **{field: None})
    assert folder.rules(TRAUMA) == ["front-matter"]


def test_a_question_of_the_flow_says_why_it_is_asked(folder: Folder) -> None:
    folder.text("flow/name", "What is your name?")
    assert folder.rules("flow/name.md") == ["front-matter"]


def test_consent_needs_a_version(folder: Folder) -> None:
    folder.text("flow/consent", "Do you agree?", why="We ask for your yes.")
    assert "front-matter" in folder.rules("flow/consent.md")


def test_consent_may_not_differ_from_visitor_to_visitor(folder: Folder) -> None:
    folder.text("flow/consent", "Do you agree, {{ flow.name or 'you' }}?", version="1", why="Why.")
    assert "template" in folder.rules("flow/consent.md")


def test_a_reviewer_without_a_date_is_found(folder: Folder) -> None:
    folder.text("system/away", reviewed_by="Dr Ito")
    assert folder.rules("system/away.md") == ["review"]


def test_a_review_date_without_a_reviewer_is_found(folder: Folder) -> None:
    folder.text("system/away", reviewed_on="2026-11-20")
    assert folder.rules("system/away.md") == ["review"]


def test_a_review_in_the_future_is_found(folder: Folder) -> None:
    folder.text("system/away", reviewed_by="Dr Ito", reviewed_on="2027-11-20")
    assert folder.rules("system/away.md") == ["review"]


def test_an_unknown_source_is_found(folder: Folder) -> None:
    folder.text("system/away", sources=["S1", "S99"])
    assert folder.rules("system/away.md") == ["unknown-source"]


def test_an_unknown_related_label_is_found(folder: Folder) -> None:
    folder.topic("cause/trauma", related=["cause/magic"])
    assert folder.rules(TRAUMA) == ["unknown-label"]


def test_a_topic_that_leads_to_itself_is_found(folder: Folder) -> None:
    folder.topic("cause/trauma", related=["cause/trauma"])
    assert folder.rules(TRAUMA) == ["related"]


def test_a_topic_that_no_label_leads_to_is_found(folder: Folder) -> None:
    folder.topic("cause/magic")
    assert "unknown-label" in folder.rules("answers/cause/magic.md")


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        ("label:cause/magic", "unknown-label"),
        ("label:crisis_suicide", "payload"),
        ("flow:age=wizard", "payload"),
        ("flow:shoe_size=9", "payload"),
        ("check:maybe", "payload"),
        ("/restart", "payload"),
    ],
)
def test_a_payload_that_leads_nowhere_is_found(folder: Folder, payload: str, rule: str) -> None:
    folder.text("system/away", buttons=[{"title": "Tap", "payload": payload}])
    assert folder.rules("system/away.md") == [rule]


def test_a_choice_that_is_not_offered_is_found(folder: Folder) -> None:
    folder.text(
        "flow/for_whom",
        "Who is it for?",
        why="We ask so that it fits.",
        buttons=[
            {"title": "Me", "payload": "flow:for_whom=self"},
            {"title": "Someone else", "payload": "flow:for_whom=someone_else"},
        ],
    )
    (problem,) = folder.problems("flow/for_whom.md")
    assert (problem.rule, "professional" in problem.message) == ("missing-button", True)


@pytest.mark.parametrize(
    "words",
    ["{{ helpline.nobody }}", "{{ flow.shoe_size }}", "{% if %}", "{{ sources }}"],
)
def test_a_template_that_does_not_render_is_found(folder: Folder, words: str) -> None:
    folder.text("flow/paused", words)
    assert set(folder.rules("flow/paused.md")) == {"template"}


def test_a_branch_that_breaks_for_some_visitors_only_is_found(folder: Folder) -> None:
    folder.text(
        "flow/paused", "{% if flow.for_whom == 'professional' %}{{ oops }}{% endif %}On hold."
    )
    assert folder.rules("flow/paused.md") == ["template"]


def test_a_gap_for_what_is_not_known_is_found(folder: Folder) -> None:
    folder.text("flow/paused", "Thank you, {{ flow.name }}.")
    (problem,) = folder.problems("flow/paused.md")
    assert (problem.rule, "gap" in problem.message) == ("template", True)


def test_texts_outside_the_flow_know_nothing_of_the_visitor(folder: Folder) -> None:
    folder.text("system/away", "{% if demo %}Nobody will ring.{% endif %} Bye.")
    assert folder.rules("system/away.md") == ["template"]


def test_a_card_of_danger_without_999_is_found(folder: Folder) -> None:
    folder.text("crisis/overdose", "I am a computer program. Get help.")
    assert folder.rules("crisis/overdose.md") == ["danger"]


def test_a_card_of_danger_that_hides_who_answers_is_found(folder: Folder) -> None:
    folder.text("crisis/overdose", "Call 999 now.")
    assert folder.rules("crisis/overdose.md") == ["danger"]


def test_a_card_of_danger_with_too_many_lines_is_found(folder: Folder) -> None:
    folder.text("crisis/overdose", "I am a computer program.\n" + "Call 999.\n" * 8)
    assert folder.rules("crisis/overdose.md") == ["too-long"]


def test_a_card_in_another_language_names_999_and_samaritans(folder: Folder) -> None:
    folder.text("language/pl", "Dzie\u0144 dobry.", meaning="Hello.")
    assert folder.rules("language/pl.md") == ["danger"] * 2


def test_a_helpline_not_checked_for_three_months_is_a_warning(folder: Folder) -> None:
    folder.helplines({**SAMARITANS, "last_checked": date(2026, 8, 1)})
    (problem,) = folder.problems("helplines.yml")
    assert (problem.rule, problem.severity) == ("helpline-due", "warning")


def test_a_provider_not_checked_for_three_months_is_a_warning(folder: Folder) -> None:
    folder.provider(last_checked=None)
    (problem,) = folder.problems("provider.yml")
    assert (problem.rule, problem.severity) == ("provider-due", "warning")


def test_a_review_that_is_due_is_a_warning(folder: Folder) -> None:
    folder.text("system/away", review_by="2026-11-01")
    (problem,) = folder.problems("system/away.md")
    assert (problem.rule, problem.severity) == ("review-due", "warning")


def test_errors_come_before_warnings(folder: Folder) -> None:
    folder.text("system/away", review_by="2026-11-01")
    severities = [problem.severity for problem in check_library(folder.load(), TODAY)]
    assert severities == sorted(severities)
    assert severities[-1] == "warning"
