"""Kill tests of the running product: one part of it is killed in each contact flow."""

from __future__ import annotations

import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.kill_counts import notices
from benchmarks.outages import database_away, part_of
from benchmarks.rows import rows
from benchmarks.running import RunningProduct, running_product

KILLED = ("actions", "uvicorn", "database")
# Each is long enough for a restart on a slow machine.
ANSWER_LIMIT_S = 90.0
_LOOK_EVERY_S = 0.1
_DATABASE_AWAY_S = (0.2, 2.0)
OPENING = "can someone ring me please"
ANSWERS: Mapping[str, str] = {
    "flow/crisis_check": "flow:crisis_check=no",
    "flow/for_whom": "flow:for_whom=self",
    "flow/age": "flow:age=adult",
    "flow/consent": "flow:consent=yes",
    "flow/safe_contact": "flow:safe_contact=private",
    "flow/name": "Kev",
    "flow/phone": "07700 900123",
    "flow/contact_window": "flow:contact_window=any_time",
    "flow/red_flags": "flow:red_flags=none",
    "flow/review": "flow:review=send",
    "flow/not_stored": "flow:review=send",
}


class Visitor:
    """Somebody who repeats what was not taken, with the same id, as the widget does."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=20, trust_env=False)
        begun = self._until(201, "/api/conversations", {})
        self.conversation: str = begun["conversation"]
        self._http.headers["Authorization"] = f"Bearer {begun['token']}"
        self._path = f"/api/conversations/{self.conversation}/messages"
        self.sent: list[str] = []

    def send(self, text: str) -> int:
        """Return the number of a message once it is taken."""
        kind = "payload" if text.startswith("flow:") else "text"
        body = {"id": uuid.uuid4().hex, kind: text}
        self.sent.append(body["id"])
        return int(self._until(202, self._path, body)["seq"])

    def _until(self, status: int, path: str, body: Mapping[str, str]) -> dict[str, Any]:
        """Post again and again; return the body that comes with this status at last."""
        deadline = time.monotonic() + ANSWER_LIMIT_S
        last = "nothing"
        while time.monotonic() < deadline:
            wait = None
            try:
                reply = self._http.post(path, json=body)
            except httpx.HTTPError as error:
                last = type(error).__name__
            else:
                if reply.status_code == status:
                    found: dict[str, Any] = reply.json()
                    return found
                last, wait = f"{reply.status_code} {reply.text}", reply.headers.get("retry-after")
            time.sleep(float(wait or _LOOK_EVERY_S))
        raise RuntimeError(f"a message was never taken: {last}")

    def answer(self, seq: int) -> str:
        """Return the id of what the bot said last to message `seq`, "" when it never did."""
        deadline = time.monotonic() + ANSWER_LIMIT_S
        while time.monotonic() < deadline:
            said = [each for each in self.transcript(seq) if each["sender"] == "bot"]
            if said:
                return str(said[-1]["answer"])
            time.sleep(_LOOK_EVERY_S)
        return ""

    def cries_out(self, text: str) -> bool:
        """Send a message once; return whether help came with the response, stored or not."""
        body = {"id": uuid.uuid4().hex, "text": text}
        try:
            reply = self._http.post(self._path, json=body)
            said = reply.json().get("messages") or []
        except (httpx.HTTPError, ValueError):
            return False
        if reply.status_code == 202:
            self.sent.append(body["id"])
        return any(each["answer"].startswith("crisis/") for each in said)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages after number `after`; none while they cannot be read."""
        try:
            reply = self._http.get(self._path, params={"after": after})
        except httpx.HTTPError:
            return []
        found: list[dict[str, Any]] = reply.json()["messages"] if reply.status_code == 200 else []
        return found


def run_real(
    runs: int,
    seed: int,
    model: Path,
    database_url: str | None = None,
    tell: Callable[[int, Counter[str]], None] = lambda number, total: None,
) -> Counter[str]:
    """Return the sums over all runs on one product; `tell` hears of them after each run.

    It runs on an SQLite database of its own unless another is given.
    """
    chance, total = random.Random(seed), Counter[str]()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(Path(folder), model, database_url) as product,
    ):
        for number in range(1, runs + 1):
            total.update(run_once(product, chance))
            tell(number, total)
        total.update(notices(product.database_url))
    return total


def run_once(product: RunningProduct, chance: random.Random) -> Counter[str]:
    """Go through one flow while one part is killed; return what it came to."""
    visitor, part = Visitor(product.web), chance.choice(KILLED)
    step, delay = chance.randrange(len(ANSWERS)), chance.uniform(0.0, 0.25)
    wanted = OPENING
    with ThreadPoolExecutor(1) as pool:
        for number in range(2 * len(ANSWERS)):
            breaking = None
            if number == step:
                breaking = pool.submit(_break, product, part, delay, chance.random())
            answered = visitor.answer(visitor.send(wanted))
            if breaking is not None:
                breaking.result()
            if answered.startswith("flow/recorded"):
                break
            wanted = ANSWERS.get(answered, OPENING)
    return _count(product.database_url, visitor, part)


def _break(product: RunningProduct, part: str, delay: float, share: float) -> None:
    time.sleep(delay)
    if part == "database":
        with database_away(product.database_url):
            shortest, longest = _DATABASE_AWAY_S
            time.sleep(shortest + share * (longest - shortest))
        return
    process = part_of(product.process.pid, part)
    if process is not None:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            return


def _count(database_url: str, visitor: Visitor, part: str) -> Counter[str]:
    records = rows(
        database_url,
        "SELECT count(*) FROM referrals WHERE conversation_id = :mine",
        mine=visitor.conversation,
    )[0][0]
    said = rows(
        database_url,
        "SELECT sender, id, reply_to, answer FROM messages WHERE conversation_id = :mine",
        mine=visitor.conversation,
    )
    sent = [row[1] for row in said if row[0] == "visitor"]
    told = [row for row in said if row[0] == "bot" and (row[3] or "").startswith("flow/recorded")]
    bot = Counter((row[2], row[3]) for row in said if row[0] == "bot")
    return Counter(
        {
            "sent": 1,
            "recorded": records,
            "lost": records == 0,
            "doubled": records > 1,
            "messages lost": len(set(visitor.sent) - set(sent)),
            "messages doubled": len(sent) - len(set(sent)),
            "replies doubled": sum(many > 1 for many in bot.values()),
            "reference not said once": len(told) != 1,
            "answers astray": sum("try_again" in (row[3] or "") for row in said),
            f"killed {part}": 1,
        }
    )
