from dataclasses import fields, replace
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
    USES_ALONE,
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
        st.sampled_from(["opioids", "alcohol", "sedatives", "stimulants", "other", USES_ALONE]),
        max_size=3,
    ).map(tuple),
    pregnancy=st.sampled_from(["yes", "no", "unsure", "skip", None]),
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


SIGN = st.lists(st.sampled_from(sorted(SIGNS)) | st.text(max_size=5), max_size=3)
GROUPS = st.lists(
    st.sampled_from(["opioids", "alcohol", "sedatives", "stimulants", "other", "?"]), max_size=4
)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "red_flags": CODES,
        "signs": SIGN,
        "substances": GROUPS,
        "pregnancy": st.sampled_from(["yes", "no", "unsure", "skip", None]),
    },
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc))
SPANS = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])
DAYS = st.one_of(st.just(()), SPANS.map(lambda span: (span,)))
HOURS = st.builds(
    OpeningHours,
    week=st.tuples(*[DAYS] * 7).filter(any),
    bank_holiday=DAYS,
    known=st.booleans(),
    soon_working_days=st.integers(0, 6),
    routine_working_days=st.integers(0, 6),
)


@st.composite
def windows(draw: st.DrawFn, now: datetime) -> ContactWindow | None:
    start = now + timedelta(minutes=draw(st.integers(-5000, 20000)))
    window = ContactWindow(start, start + timedelta(minutes=draw(st.integers(1, 600))), "then")
    return draw(st.sampled_from([None, ANY_TIME, window]))


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


@given(FACTS)
def test_the_level_is_that_of_a_rule_that_is_shown_and_no_shown_rule_is_higher(facts):
    result = triage(facts)
    shown = [flag for flag in RED_FLAGS.values() if flag.reason in result.reasons]
    assert result.level in {flag.level for flag in shown}
    plain = [flag for flag in shown if flag.code == flag.reason]
    assert result.level >= max(flag.level for flag in plain)


@given(FACTS, MORE)
def test_what_is_said_later_never_lowers_and_takes_no_reason_away(facts, more):
    before, after = triage(facts), triage(facts.with_more(**more))
    assert after.level >= before.level
    assert set(before.reasons) - {"R22"} <= set(after.reasons)


@given(FACTS, st.sampled_from(["teen", "child"]))
def test_a_sign_an_age_using_alone_or_silence_never_lowers(facts, age):
    before = triage(facts).level
    for change in (
        {"writer_age": age},
        {"person_age": age},
        {"substances": (*facts.substances, USES_ALONE)},
        {"red_flags_state": "skipped"},
        {"red_flags_state": "not_reached"},
        {"crisis_check": "not_said"},
        {"pregnancy": "yes"},
    ):
        assert triage(replace(facts, **change)).level >= before


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_what_was_said_and_saying_it_twice_do_not_matter(facts, random):
    def mixed(values):
        twice = [*values, *values]
        random.shuffle(twice)
        return tuple(twice)

    again = replace(
        facts,
        red_flags=mixed(facts.red_flags),
        signs=mixed(facts.signs),
        substances=mixed(facts.substances),
    )
    assert triage(again) == triage(facts)


@given(FACTS, FACTS, FACTS)
def test_raising_twice_is_raising_once_whatever_came_first(one, two, three):
    a, b, c = triage(one), triage(two), triage(three)
    assert raised(a, a) == a
    assert raised(a, b).level == raised(b, a).level
    assert raised(raised(a, b), c).level == raised(a, raised(b, c)).level


def test_nothing_else_is_an_input():
    assert {field.name for field in fields(TriageFacts)} == {
        "for_whom",
        "writer_age",
        "person_age",
        "red_flags",
        "red_flags_state",
        "crisis_check",
        "signs",
        "substances",
        "pregnancy",
    }


@pytest.mark.parametrize(
    "said",
    [
        {"area": "Leeds LS1"},
        {"insurance": "yes", "pay": "private"},
        {"ethnicity": "any", "nationality": "any"},
        {"attempts": 3, "message": "I tried to stop three times"},
    ],
)
def test_what_triage_must_not_use_changes_nothing(said):
    class Request:
        for_whom = "self"
        writer_age = person_age = "adult"
        red_flags = ()
        red_flags_state = "asked"
        crisis_check = "no"
        signs = ()
        extras = said

    assert TriageFacts.of(Request()) == CALM


def test_asked_and_nothing_found_is_routine():
    assert triage(CALM) == Triage(Level.ROUTINE, ("R22",))


@pytest.mark.parametrize("state", ["skipped", "not_reached"])
def test_silence_is_not_no(state):
    assert triage(with_flags(red_flags_state=state)) == Triage(Level.SOON, ("R0",))


def test_a_danger_check_not_answered_is_not_no():
    assert triage(with_flags(crisis_check="not_said")).reasons == ("R0",)


@pytest.mark.parametrize("whose", ["writer_age", "person_age"])
def test_an_age_left_open_is_not_of_age(whose):
    assert triage(with_flags(**{whose: "not_said"})) == Triage(Level.SOON, ("R0",))


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
    assert triage(with_flags(substances=(*both, USES_ALONE))).level is Level.URGENT
    assert triage(with_flags(substances=("opioids",))).level is Level.ROUTINE
    assert triage(with_flags(substances=("opioids", USES_ALONE))).level is Level.ROUTINE


@pytest.mark.parametrize("code", ["R13", "R14"])
@pytest.mark.parametrize(
    "mixture",
    [{"substances": ("opioids", "sedatives")}, {"red_flags": ("R15",)}],
)
def test_r15_is_urgent_by_itself_with_a_recent_overdose_or_lost_tolerance(code, mixture):
    facts = with_flags(code).with_more(**mixture)
    assert triage(facts) == Triage(Level.URGENT, (code, "R15"))


def test_r15_mentioned_is_soon_and_urgent_when_using_alone():
    assert triage(with_flags("R15")) == Triage(Level.SOON, ("R15",))
    assert triage(with_flags("R15", substances=(USES_ALONE,))) == Triage(Level.URGENT, ("R15",))


@pytest.mark.parametrize("state", ["skipped", "not_reached"])
def test_r15_hinted_and_safety_not_answered_is_the_next_level_up(state):
    facts = with_flags("R15", red_flags_state=state)
    assert triage(facts) == Triage(Level.URGENT, ("R15", "R0"))


def test_r21_is_soon():
    assert triage(with_flags("R21")) == Triage(Level.SOON, ("R21",))


def test_a_no_later_does_not_take_a_pregnancy_back():
    facts = with_flags(pregnancy="unsure").with_more(pregnancy="no")
    assert triage(facts).reasons == ("R10",)


def test_codes_that_no_rule_knows_say_nothing_when_they_come_later():
    assert CALM.with_more(red_flags=["R99", ""]) == CALM


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


@given(st.data(), MOMENTS, HOURS)
def test_a_higher_level_is_never_due_later_whatever_the_hours_and_the_time_chosen(data, now, hours):
    window = data.draw(windows(now))
    dues = [due_at(level, now, hours, window) for level in sorted(Level, reverse=True)]
    assert dues == sorted(dues)
    assert dues[0] >= now
    assert all(due.tzinfo is timezone.utc for due in dues)


def test_an_emergency_at_night_does_not_wait_behind_a_call_chosen_for_the_early_morning():
    night = TUESDAY + timedelta(hours=6)
    half_past_nine = datetime(2026, 11, 25, 9, 30, tzinfo=timezone.utc)
    early = ContactWindow(half_past_nine - timedelta(minutes=30), half_past_nine, "then")
    assert due_at(Level.ROUTINE, night, OFFICE, early) == half_past_nine
    assert due_at(Level.EMERGENCY, night, OFFICE, early) == half_past_nine
