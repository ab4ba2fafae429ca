"""The page of insight and the same numbers as CSV. A content owner sees the topics alone."""

from __future__ import annotations

import csv
import io

from starlette.responses import Response

from first_step.desk.access import Permission
from first_step.desk.events import Event, note
from first_step.desk.insight.figures import PERIODS, Part, Period, everything, topics
from first_step.desk.insight.plots import COLUMNS_HEIGHT, ROW_HEIGHT
from first_step.desk.visit import Visit
from first_step.desk.words import CHANNEL_NAMES

_USUAL = 30


def show_insight(visit: Visit) -> Response:
    """Return the page; opening it is noted, as everything opened is."""
    days, channel = _days(visit), _channel(visit)
    period = Period.until_yesterday(visit.now, days, channel)
    return visit.page(
        "insight/templates/insight.html",
        "Insight",
        section="insight",
        parts=_parts(visit, period, Event.INSIGHT_OPENED),
        days=days,
        channel=channel,
        periods=PERIODS,
        channels=CHANNEL_NAMES,
        first=f"{period.first.day} {period.first:%B %Y}",
        last=f"{period.last.day} {period.last:%B %Y}",
        topics_only=not visit.may(Permission.SEE_INSIGHT),
        row_height=ROW_HEIGHT,
        columns_height=COLUMNS_HEIGHT,
    )


def export_insight(visit: Visit) -> Response:
    """Return what the page shows as CSV: section, row, column and value, hidden numbers hidden."""
    period = Period.until_yesterday(visit.now, _days(visit), _channel(visit))
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("section", "row", "column", "value"))
    for part in _parts(visit, period, Event.INSIGHT_EXPORTED):
        for row in part.rows:
            for column, value in zip(part.head[1:], row[1:], strict=True):
                lines.writerow((part.title, row[0], column, value))
    name = f"insight-{period.first}-{period.last}-{period.channel or 'all'}.csv"
    return Response(
        out.getvalue(),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _parts(visit: Visit, period: Period, event: Event) -> list[Part]:
    answers = visit.desk.library.answers
    with visit.desk.database.write() as session:
        details = {
            "days": (period.last - period.first).days + 1,
            "channel": period.channel or "all",
        }
        note(session, visit, event, "insight", **details)
    with visit.desk.database.read() as session:
        found = [topics(session, period, lambda id: answers[id].title if id in answers else None)]
        if visit.may(Permission.SEE_INSIGHT):
            found += everything(session, period, visit.now)
    return found


def _days(visit: Visit) -> int:
    asked = visit.query("days")
    return next((days for days in PERIODS if str(days) == asked), _USUAL)


def _channel(visit: Visit) -> str:
    asked = visit.query("channel")
    return asked if asked in CHANNEL_NAMES else ""
