from __future__ import annotations

import pytest

from first_step.store import conversations, inbox, waiting
from first_step.store.database import Database

from .samples import NOW, add_conversation, later, say


@pytest.mark.parametrize(
    ("show", "channel", "found"),
    [
        ("all", None, ["sam", "ann", "bea"]),
        ("all", "website", ["sam", "ann", "bea"]),
        ("all", "sms", []),
        ("waiting", "website", ["bea"]),
        ("waiting", "sms", []),
        ("staff", "website", ["sam"]),
        ("mine", "website", ["sam"]),
        ("danger", "website", ["ann"]),
        ("danger", "sms", []),
    ],
)
def test_a_list_holds_what_it_names_by_that_channel_alone(
    database: Database, show: str, channel: str | None, found: list[str]
) -> None:
    with database.write() as session:
        for seconds, name in enumerate(("bea", "ann", "sam")):
            add_conversation(session, name)
            say(session, "hello", seconds, name)
        waiting.start(session, "bea", NOW)
        conversations.mark(session, "ann", "in_danger", NOW)
        conversations.take_over(session, "sam", "me", NOW)
        wanted = inbox.Wanted(show, "me", channel)
        assert [each.id for each in inbox.page(session, wanted, 25, later(60))] == found
