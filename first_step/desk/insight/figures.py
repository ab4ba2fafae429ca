"""The sections of the page, read from the store and fit to be shown: see `published`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from first_step.admissions.opening_hours import LONDON
from first_step.admissions.referral import Level
from first_step.desk.insight.labels import BANDS, READINGS, STEPS, topic_in_words
from first_step.desk.insight.plots import Bar, Column, bars, columns
from first_step.desk.insight.published import Shown, by_key, share, shown, total
from first_step.desk.words import CHANNEL_NAMES, LEVEL_NAMES, span_in_words
from first_step.store import call_times, counts
from first_step.store.call_times import CallTime
from first_step.store.database import Session

PERIODS = (7, 30, 90)


@dataclass(frozen=True)
class Period:
    """Whole days in London, both included, and one channel or "" for all of them."""

    first: date
    last: date
    channel: str = ""

    @classmethod
    def until_yesterday(cls, now: datetime, days: int, channel: str = "") -> Period:
        """Return the last whole days: a number that grows while it is watched tells of somebody."""
        last = now.astimezone(LONDON).date() - timedelta(days=1)
        return cls(last - timedelta(days=days - 1), last, channel)


@dataclass(frozen=True)
class Part:
    """A section: a plot and the table beneath it. says: what the plot shows, for a screen reader.

    seen: whether there is any number large enough to be shown.
    """

    key: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    seen: bool
    bars: tuple[Bar, ...] = ()
    columns: tuple[Column, ...] = ()
    says: str = ""


def topics(session: Session, period: Period, title_of: Callable[[str], str | None]) -> Part:
    """Return how often each topic was asked about; title_of: the title that its answer has."""
    found = by_key(_counted(session, "topic", period))
    named = [(topic_in_words(label, title_of), number) for label, number in found.items()]
    # A topic that is listed only because somebody asked would tell of that one person.
    rows = [(words, number) for words, number in named if words and number.number]
    rows.sort(key=lambda row: (-(row[1].number or 0), row[0]))
    note = "Each message counts once. Topics asked about fewer than 5 times are left out."
    return _bar_part("topics", "Questions by topic", note, ("Topic", "Messages"), rows)


def everything(session: Session, period: Period, now: datetime) -> list[Part]:
    """Return all other sections, in the order of the page."""
    return [
        _readings(session, period),
        _steps(session, period),
        _requests(session, period, now),
        _danger(session, period),
        _days(session, period),
    ]


def _readings(session: Session, period: Period) -> Part:
    found = by_key(_counted(session, "reading", period))
    rows = [(words, found.get(key, Shown(None))) for key, words in READINGS.items()]
    note = "Messages that people typed, outside the contact form."
    return _bar_part("readings", "Understood or not", note, ("What happened", "Messages"), rows)


def _steps(session: Session, period: Period) -> Part:
    counted: Counter[tuple[str, str]] = Counter()
    for (channel, step), number in _counted(session, "flow_step", period).items():
        # Which of the two is said depends on the level, which this table does not show.
        counted[channel, step.replace("recorded_urgent", "recorded")] += number
    found = by_key(counted)
    rows = [(words, found.get(step, Shown(None))) for step, words in STEPS.items()]
    note = (
        "How many conversations came to each step of the contact form. E-mail is asked for only"
        " when somebody gives no phone number."
    )
    return _bar_part("steps", "How far people come", note, ("Step", "Conversations"), rows)


def _danger(session: Session, period: Period) -> Part:
    found = by_key(_counted(session, "danger", period))
    rows = [(words, found.get(key, Shown(None))) for key, words in BANDS.items()]
    note = "Messages that brought up a card for danger, or the question whether somebody is safe."
    return _bar_part("danger", "Danger", note, ("What was shown", "Messages"), rows)


def _bar_part(
    key: str, title: str, note: str, head: tuple[str, str], rows: Sequence[tuple[str, Shown]]
) -> Part:
    return Part(
        key,
        title,
        note,
        head,
        tuple((words, number.words) for words, number in rows),
        any(number.number for _, number in rows),
        bars=tuple(bars(rows)),
        says=f"Bars: {title.lower()}. The table below has the same numbers.",
    )


def _requests(session: Session, period: Period, now: datetime) -> Part:
    asked = [
        each
        for each in call_times.call_times(session, period.first, period.last)
        if period.channel in ("", each.channel)
    ]
    levels = sorted(Level, key=lambda level: -level.rank)
    lines = [_level_line([each for each in asked if each.level is level], now) for level in levels]
    names = [LEVEL_NAMES[level] for level in levels]
    head = ("Level", "Requests", "First call in time", "Late", "Kept", "Usual wait")
    return Part(
        "requests",
        "Requests, and the first call",
        "Late: called after the promised time, or not called yet and past it. The usual wait is"
        " the median until the first call. Requests deleted since are not in it.",
        head,
        tuple((name, *line.cells) for name, line in zip(names, lines, strict=True)),
        any(line.asked.number for line in lines),
        bars=tuple(bars([(name, line.asked) for name, line in zip(names, lines, strict=True)])),
        says="Bars: requests by level. The table below has the same numbers, and the calls.",
    )


@dataclass(frozen=True)
class _LevelLine:
    asked: Shown
    cells: tuple[str, ...]


def _level_line(requests: Sequence[CallTime], now: datetime) -> _LevelLine:
    asked = _over_channels(requests)
    kept = _over_channels([each for each in requests if each.in_time(now)])
    late = _over_channels([each for each in requests if each.in_time(now) is False])
    waits = [each.waited for each in requests if each.waited is not None]
    usual = "not enough to say"
    if total((kept, late)).number and len(waits) >= 5:
        hours = round(median(wait.total_seconds() for wait in waits) / 3600)
        usual = span_in_words(timedelta(hours=hours)) if hours else "under an hour"
    return _LevelLine(asked, (asked.words, kept.words, late.words, share(kept, late), usual))


def _over_channels(requests: Sequence[CallTime]) -> Shown:
    return total(shown(number) for number in Counter(each.channel for each in requests).values())


def _days(session: Session, period: Period) -> Part:
    counted: Counter[tuple[str, date]] = Counter()
    for each in counts.between(session, "reading", period.first, period.last):
        if period.channel in ("", each.channel):
            counted[each.channel, each.day] += each.count
    span = (period.last - period.first).days + 1
    days = [period.first + timedelta(days=number) for number in range(span)]
    sums = {day: Shown(None) for day in days} | by_key(counted)
    channels = [name for name in CHANNEL_NAMES if period.channel in ("", name)]
    rows = tuple(
        (
            f"{day:%a} {day.day} {day:%b}",
            *(() if period.channel else (sums[day].words,)),
            *(shown(counted[channel, day]).words for channel in channels),
        )
        for day in reversed(days)
    )
    all_of_them = () if period.channel else ("All",)
    return Part(
        "days",
        "By day and channel",
        "All messages that the bot answered, with taps and answers in the contact form.",
        ("Day", *all_of_them, *(CHANNEL_NAMES[channel] for channel in channels)),
        rows,
        any(each.number for each in sums.values()),
        columns=tuple(columns([sums[day] for day in days])),
        says=f"Columns: messages by day from {rows[-1][0]} to {rows[0][0]}, as in the table below.",
    )


def _counted(session: Session, kind: str, period: Period) -> Mapping[tuple[str, str], int]:
    """Return the counts of a kind by (channel, key) over the whole period."""
    found: Counter[tuple[str, str]] = Counter()
    for each in counts.between(session, kind, period.first, period.last):
        if period.channel in ("", each.channel):
            found[each.channel, each.key] += each.count
    return found
