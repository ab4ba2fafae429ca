from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.contact_window import ANY_TIME, ContactWindow
from first_step.admissions.hours import OpeningHours, due_words
from first_step.admissions.referral import Level
from first_step.admissions.triage import (
    ASKED_FLAGS,
    RED_FLAGS,
    SIGNS,
    Triage,
    TriageFacts,
    due_at,
    raised,
    triage,
)

CODES = st.lists(st.sampled_from(sorted(RED_FLAGS)) | st.text(max_size=5), max_size=6)
AGES = st.sampled_from(["adult", "teen", "child", "not_said", "?"])
FACTS = st.builds(
    TriageFacts,
    for_whom=st.sampled_from(["self", "someone_else", "professional", None]),
    writer_age=AGES,
    person_age=AGES,
    red_flags=CODES.map(tuple),
    red_flags_state=st.sampled_from(["asked", "skipped", "not_reached", "?"]),
    crisis_check=st.sampled_from(["no", "not_said", None]),
    signs=st.lists(st.sampled_from(sorted(SIGNS)) | st.text(max_size=5), max_size=3).map(tuple),
    substances=st.lists(
        st.sampled_from(["opioids", "alcohol", "sedatives", "stimulants", "other"]), max_size=3
    ).map(tuple),
    pregnancy=st.sampled_from(["yes", "no", "unsure", "skip", None]),
    using_alone=st.booleans(),
)
CALM = TriageFacts(
    for_whom="self",
    writer_age="adult",
    person_age="adult",
    red_flags_state="asked",
    crisis_check="no",
)
OFFICE = OpeningHours.from_provider(
    {
        "hours": dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"
        )
    }
)
TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)


def with_flags(*codes: str, **changes: object) -> TriageFacts:
    return TriageFacts(**{**vars(CALM), "red_flags": codes, **changes})


@given(FACTS)
def test_every_combination_has_a_level_and_a_reason(facts):
    result = triage(facts)
    assert isinstance(result.level, Level)
    assert result.reasons


@given(FACTS)
def test_the_highest_flag_wins(facts):
    named = [RED_FLAGS[code].level for code in facts.red_flags if code in RED_FLAGS]
    assert all(triage(facts).level >= level for level in named)


@given(FACTS, CODES)
def test_more_flags_never_lower_the_level(facts, more):
    fuller = TriageFacts(**{**vars(facts), "red_flags": (*facts.red_flags, *more)})
    assert triage(fuller).level >= triage(facts).level
    assert set(triage(facts).reasons) - {"R22"} <= set(triage(fuller).reasons)


@given(FACTS, FACTS)
def test_a_second_triage_only_raises(before, after):
    result = raised(triage(before), triage(after))
    assert result.level == max(triage(before).level, triage(after).level)
    assert (set(triage(before).reasons) | set(triage(after).reasons)) - {"R22"} <= set(
        result.reasons
    )


def test_asked_and_nothing_found_is_routine():
    assert triage(CALM) == Triage(Level.ROUTINE, ("R22",))


@pytest.mark.parametrize("state", ["skipped", "not_reached"])
def test_silence_is_not_no(state):
    assert triage(with_flags(red_flags_state=state)) == Triage(Level.SOON, ("R0",))


def test_a_danger_check_not_answered_is_not_no():
    assert triage(with_flags(crisis_check="not_said")).reasons == ("R0",)


@pytest.mark.parametrize("code", ASKED_FLAGS)
def test_every_flag_of_the_screen_is_urgent(code):
    assert triage(with_flags(code)) == Triage(Level.URGENT, (code,))


def test_an_overdose_in_the_last_day_is_an_emergency_of_the_same_rule():
    assert triage(with_flags("R13/24h")) == Triage(Level.EMERGENCY, ("R13",))


@pytest.mark.parametrize("ages", [("teen", "adult"), ("adult", "teen")])
def test_anyone_under_18_goes_the_young_persons_way(ages):
    writer, person = ages
    assert triage(with_flags(writer_age=writer, person_age=person)).reasons == ("R11",)


@pytest.mark.parametrize(
    ("sign", "reason", "level"),
    [
        ("overdose", "R1", Level.EMERGENCY),
        ("crisis_suicide", "R2", Level.EMERGENCY),
        ("suicide_not_acted", "R7", Level.URGENT),
        ("medical", "R4", Level.EMERGENCY),
        ("danger", "R5", Level.EMERGENCY),
    ],
)
def test_danger_in_the_conversation_counts(sign, reason, level):
    assert triage(with_flags(signs=(sign,))) == Triage(level, (reason,))


def test_opioids_with_alcohol_are_soon_and_urgent_with_lost_tolerance():
    both = ("opioids", "alcohol")
    assert triage(with_flags(substances=both)) == Triage(Level.SOON, ("R15",))
    assert "R15" in triage(with_flags("R14", substances=both)).reasons
    assert triage(with_flags(substances=both, using_alone=True)).level is Level.URGENT
    assert triage(with_flags(substances=("opioids",))).level is Level.ROUTINE


@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_pregnancy_added_later_is_urgent(said):
    assert triage(with_flags(pregnancy=said)) == Triage(Level.URGENT, ("R10",))


def test_reasons_come_most_urgent_first():
    assert triage(with_flags("R21", "R10", signs=("overdose",))).reasons == ("R1", "R10", "R21")


def test_urgent_is_called_by_the_end_of_today_when_open():
    due = due_at(Level.URGENT, TUESDAY, OFFICE, None)
    assert due_words(due, OFFICE) == "by 5pm on Tuesday 24 November"


def test_urgent_is_the_first_call_of_the_next_opening_when_closed():
    night = TUESDAY + timedelta(hours=6)
    assert due_words(due_at(Level.URGENT, night, OFFICE, None), OFFICE) == (
        "by 10am on Wednesday 25 November"
    )


def test_soon_is_two_working_days_and_skips_weekends_and_bank_holidays():
    thursday = datetime(2026, 12, 24, 12, 0, tzinfo=timezone.utc)
    # 25 and 28 December 2026 are bank holidays; 26 and 27 a weekend.
    assert due_words(due_at(Level.SOON, thursday, OFFICE, ANY_TIME), OFFICE) == (
        "by 5pm on Wednesday 30 December"
    )


def test_a_chosen_time_is_kept_to_but_puts_an_urgent_call_off_by_a_day_only():
    def window(days: int) -> ContactWindow:
        start = TUESDAY + timedelta(days=days)
        return ContactWindow(start, start + timedelta(hours=1), "then")

    assert due_at(Level.ROUTINE, TUESDAY, OFFICE, window(9)) == window(9).end
    assert due_at(Level.URGENT, TUESDAY, OFFICE, window(1)) == window(1).end
    assert due_at(Level.URGENT, TUESDAY, OFFICE, window(3)) == due_at(
        Level.URGENT, TUESDAY, OFFICE, None
    )
    assert due_at(Level.EMERGENCY, TUESDAY, OFFICE, window(1)) == TUESDAY


def test_with_unknown_hours_no_time_is_claimed():
    unknown = OpeningHours.unknown()
    due = due_at(Level.URGENT, TUESDAY, unknown, None)
    assert due_words(due, unknown) == "as soon as the team is next working"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc)))
def test_more_urgent_is_never_due_later_and_never_in_the_past(now):
    dues = [due_at(level, now, OFFICE, None) for level in sorted(Level, reverse=True)]
    assert dues == sorted(dues)
    assert dues[0] >= now
    assert all(due.tzinfo is timezone.utc for due in dues)
