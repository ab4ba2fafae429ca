"""Two web processes, two Rasa servers and two action servers, on PostgreSQL and Redis."""

from __future__ import annotations

import signal
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg2
import pytest

from benchmarks.cluster import Cluster
from benchmarks.kills_real import ANSWERS, OPENING, Visitor
from tests.desk.cast import Browser
from tests.reception import house
from tests.redis_server import RedisServer
from tests.store.conftest import drop_postgres, make_postgres

from .product import ANSWER_LIMIT_S, until

FIELDS = [answer for answer in ANSWERS if answer not in ("flow/not_stored", "flow/email")]
# The first of a kind is asked to end, the second is killed; never both of a kind at once.
RESTARTS = {1: "rasa-1", 3: "web-1", 4: "actions-1", 6: "web-2", 7: "actions-2", 8: "rasa-2"}
VISITORS = 3


@pytest.fixture(scope="module")
def cluster(
    postgres: str, tmp_path_factory: pytest.TempPathFactory, trained_model: Path
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    url = make_postgres(postgres, "cluster_" + uuid.uuid4().hex)
    try:
        with RedisServer(folder) as redis:
            more = {"FIRST_STEP_DATABASE_URL": url, "FIRST_STEP_REDIS_URL": redis.url}
            # What a killed process had in hand is free when its lease is over, 7 s after this.
            more["FIRST_STEP_RASA_TIMEOUT"] = "4"
            with Cluster(folder, trained_model, more) as running:
                yield running
    finally:
        drop_postgres(postgres, url)


def test_a_visitor_at_one_door_and_staff_at_the_other_talk_and_restarts_take_nothing_away(
    cluster: Cluster,
) -> None:
    here, there = cluster.of("web")
    kev = house.Visitor.new(here.url)
    kev.say("can i talk to a real person please")
    kev.wait_for(lambda message: (message["answer"] or "").startswith("handoff/"))
    alice = _signed_in(cluster, there.url)
    page = f"/conversations/{kev.conversation}"
    assert "real person" in alice.open(page)
    with kev.listening(kev.messages()[-1]["seq"]) as stream:
        alice.send(page + "/take")
        assert stream.next()["answer"] == "handoff/joined"
        _reply(alice, page, "Hello Kev, it is Alice here.")
        said = stream.next()
        assert (said["sender"], said["text"]) == ("staff", "Hello Kev, it is Alice here.")
    before = len(kev.messages())
    for member in (there, here):
        member.restart()
        member.wait_until_ready()
    # Still held: nobody but staff answers, whichever process takes the message.
    for door in (here, there):
        kev.at(door.url).say(f"still me, {door.name}")
    assert "still me, web-2" in alice.open(page)
    with kev.at(here.url).listening(before + 2) as stream:
        _reply(alice, page, "I am still here too.")
        assert stream.next()["text"] == "I am still here too."
        alice.send(page + "/hand-back")
        assert stream.next()["answer"] == "system/handed_back"
        kev.at(there.url).say("what is naloxone?")
        assert [stream.next()["answer"] for _ in range(2)] == [None, "harm/naloxone"]
    assert [m["sender"] for m in kev.messages()[before:]] == [
        *("visitor", "visitor", "staff", "system", "visitor", "bot"),
    ]


def test_each_process_restarted_in_turn_in_mid_flow_loses_doubles_and_reorders_nothing(
    cluster: Cluster,
) -> None:
    visitors = [Visitor(cluster.url) for _ in range(VISITORS)]
    wanted = OPENING
    for step in range(len(FIELDS) + 1):
        seqs = [visitor.send(wanted) for visitor in visitors]
        if step in RESTARTS:
            _restart(cluster, RESTARTS[step])
        heard = {visitor.answer(seq) for visitor, seq in zip(visitors, seqs, strict=True)}
        assert len(heard) == 1, f"different answers to {wanted}: {heard}"
        wanted = ANSWERS.get(heard.pop(), "")
    assert all(member.starts > 1 for member in cluster.members.values())
    for visitor in visitors:
        _nothing_lost_or_doubled(cluster, visitor)


def _restart(cluster: Cluster, name: str) -> None:
    """Restart a process while what was just sent is answered; its like is there meanwhile."""
    kind, _, number = name.partition("-")
    like = cluster.members[f"{kind}-{3 - int(number)}"]
    like.wait_until_ready()
    cluster.members[name].restart(signal.SIGTERM if number == "1" else signal.SIGKILL)


def _nothing_lost_or_doubled(cluster: Cluster, visitor: Visitor) -> None:
    rows = _stored(cluster, visitor.conversation)
    assert [seq for seq, *_ in rows] == list(range(1, len(rows) + 1))
    assert [id for _, sender, id, *_ in rows if sender == "visitor"] == visitor.sent
    bot = [(reply_to, answer) for _, sender, _, reply_to, answer in rows if sender == "bot"]
    assert [answer for _, answer in bot] == [*FIELDS, "flow/recorded"]
    assert max(Counter(bot).values()) == 1
    # Each answer stands behind the message it belongs to, and before the next one.
    asked = [seq for seq, sender, *_ in rows if sender == "visitor"]
    assert [reply_to for reply_to, _ in bot] == asked
    seen = [row["seq"] for row in visitor.transcript()]
    assert seen == [seq for seq, *_ in rows]
    one = (visitor.conversation,)
    assert _query(cluster, "SELECT count(*) FROM referrals WHERE conversation_id = %s", one) == [
        (1,)
    ]


def _stored(cluster: Cluster, conversation: str) -> list[tuple[Any, ...]]:
    columns = "SELECT seq, sender, id, reply_to, answer FROM messages"
    return _query(cluster, f"{columns} WHERE conversation_id = %s ORDER BY seq", (conversation,))


def _query(cluster: Cluster, statement: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Ask the database itself, past the code under test."""
    connection = psycopg2.connect(cluster.environment["FIRST_STEP_DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    finally:
        connection.close()


def _signed_in(cluster: Cluster, url: str) -> Browser:
    said = cluster.command("staff", "add", "alice", "--name", "Alice")
    password = said.partition("Password: ")[2].split()[0]
    alice = Browser(httpx.Client(base_url=url, follow_redirects=True, trust_env=False))  # type: ignore[arg-type]
    alice.sign_in("alice", password)
    own = "seven quiet herons by the weir"
    alice.open("/account/password")
    alice.send("/account/password", password=password, new_password=own, again=own)
    until(lambda: alice.open("/conversations") and alice.status == 200, ANSWER_LIMIT_S, "signed in")
    return alice


def _reply(alice: Browser, page: str, text: str) -> None:
    alice.open(page)
    alice.send(page + "/reply", text=text, client_id=uuid.uuid4().hex)
    assert alice.status == 200
