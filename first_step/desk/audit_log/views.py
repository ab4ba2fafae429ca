"""The page of the audit log: newest first, with filters, a check of the chain, and a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from first_step.desk.audit_log.lines import as_csv, event_choices, line_of
from first_step.desk.events import Event, note
from first_step.desk.visit import Visit
from first_step.store import audit, staff
from first_step.store.audit import AuditEntry, ChainCheck
from first_step.store.database import Session

A_PAGE = 50
# Checked whenever the page opens while that takes well under a second; beyond, on request.
CHECKED_BY_ITSELF = 5_000
MOST_EXPORTED = 50_000
_LARGEST_SEQ = 2**53
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Filters:
    """What is asked for; None for everything."""

    actor: str | None
    about: str | None
    event: str | None

    @property
    def query(self) -> str:
        """The same as part of an address."""
        given = {key: value for key, value in vars(self).items() if value}
        return urlencode(given)


def show_audit_log(visit: Visit) -> Response:
    """Return a page of entries; opening it is an entry itself."""
    filters, before = _filters(visit), _number(visit.query("before"))
    with visit.desk.database.write() as session:
        note(session, visit, Event.AUDIT_LOG_OPENED, "audit_log")
    with visit.desk.database.read() as session:
        names = {each.id: each.name for each in staff.everyone(session)}
        found = _entries(session, filters, A_PAGE + 1, before)
        total = audit.last_seq(session)
        asked = visit.query("check") == "1"
        check = audit.verify_chain(session) if asked or total <= CHECKED_BY_ITSELF else None
    shown = found[:A_PAGE]
    older = shown[-1].seq if len(found) > A_PAGE else None
    return visit.page(
        "audit_log/templates/audit_log.html",
        "Audit log",
        section="audit_log",
        lines=[line_of(each, names) for each in shown],
        people=sorted(names.items(), key=lambda each: each[1].casefold()),
        events=event_choices(),
        filters=filters,
        older=f"{filters.query}&before={older}" if older else "",
        newest=before is None,
        total=total,
        check=_check_words(check),
        broken=check is not None and not check.whole,
        most_exported=MOST_EXPORTED,
    )


def export(visit: Visit) -> Response:
    """Return what the filters find as comma separated values; that it was taken is written down."""
    filters = _filters(visit)
    with visit.desk.database.read() as session:
        names = {each.id: each.name for each in staff.everyone(session)}
        entries = list(_all(session, filters))
    with visit.desk.database.write() as session:
        note(session, visit, Event.AUDIT_LOG_EXPORTED, "audit_log", count=len(entries))
    name = f"audit-log-{visit.now:%Y-%m-%d}.csv"
    return Response(
        as_csv(entries, names),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _filters(visit: Visit) -> Filters:
    return Filters(*(visit.query(name)[:64] or None for name in ("actor", "about", "event")))


def _number(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        return None
    return min(int(text), _LARGEST_SEQ)


def _entries(
    session: Session, filters: Filters, limit: int, before: int | None
) -> list[AuditEntry]:
    return audit.latest(
        session, limit, before, filters.about, actor=filters.actor, event=filters.event
    )


def _all(session: Session, filters: Filters) -> Iterator[AuditEntry]:
    before, left = None, MOST_EXPORTED
    while left > 0:
        found = _entries(session, filters, min(_AT_ONCE, left), before)
        yield from found
        if not found:
            return
        before, left = found[-1].seq, left - len(found)


def _check_words(check: ChainCheck | None) -> str:
    if check is None:
        return ""
    if check.whole:
        return f"All {check.entries:,} entries are as they were written, and none is missing."
    return (
        f"Entry {check.broken_at:,} was changed, or entries are missing from there on."
        " Tell the operator, and change nothing more."
    )
