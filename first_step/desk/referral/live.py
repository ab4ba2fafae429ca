"""The part of an open page that changes by itself: who is ringing, and a withdrawal in mid-call."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.responses import Response

from first_step.admissions.referral import Status
from first_step.desk.names import load_names
from first_step.desk.pages import html
from first_step.desk.referral.card import OVER, version_of
from first_step.desk.visit import Visit
from first_step.store import leases, referrals
from first_step.store.referrals import Referral

VERSION_HEADER = "x-desk-version"


@dataclass(frozen=True)
class Live:
    """What is new. ringing: the colleague who rings now, empty when nobody else does.

    seen: the version of the request that the page was made from. summary: said to screen readers.
    """

    reference: str
    seen: str
    ringing: str
    withdrawn: bool
    changed: bool
    summary: str
    version: str


def live_of(referral: Referral, ringing: str, seen: str) -> Live:
    """Return what a page made from version `seen` has to say now."""
    withdrawn = referral.status is Status.WITHDRAWN
    ringing = "" if referral.status in OVER else ringing
    changed = version_of(referral) != seen
    summary = "They withdrew. Do not contact them." if withdrawn else ""
    if ringing:
        summary = f"{ringing} is ringing them now."
    mark = repr((withdrawn, ringing, changed))
    version = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return Live(referral.reference, seen, ringing, withdrawn, changed, summary, version)


def show_live(visit: Visit, reference: str) -> Response:
    """Return the part; 204 when it is what the browser shows already. Nobody's name is in it."""
    with visit.desk.database.read() as session:
        referral = referrals.get(session, reference)
        holder = leases.holder(session, reference, visit.now)
        names = load_names(session, visit.staff.id)
    other = names.of(holder) if holder and holder != visit.staff.id else ""
    live = live_of(referral, other, visit.query("seen"))
    if visit.request.headers.get(VERSION_HEADER) == live.version:
        return Response(status_code=204)
    return html(visit.render("referral/templates/live.html", "Request", live=live))
