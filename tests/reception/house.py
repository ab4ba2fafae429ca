"""A web process on a real port, and visitors who talk to it as the widget does."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from first_step.admissions.settings import Settings
from first_step.reception.channels.parts import Provider
from first_step.reception.limits import Limits
from first_step.reception.words import CurrentLibrary
from first_step.store import turns
from first_step.store.process_environment import process_settings
from first_step.web.app import create_app
from first_step.web.wiring import Parts, build_parts

from .fake_rasa import TOKEN
from .fakes import FakeReader

PATIENCE = 20.0
CONTENT = Path(__file__).parents[2] / "content"


def environment(data_dir: Path, rasa_url: str, **more: str) -> dict[str, str]:
    """Return the environment of a development installation in a folder."""
    return {
        "FIRST_STEP_DATA_DIR": str(data_dir),
        "FIRST_STEP_CONTENT_DIR": str(CONTENT),
        "FIRST_STEP_RASA_URL": rasa_url,
        "FIRST_STEP_RASA_TIMEOUT": "2",
        "FIRST_STEP_SEALING_KEYS": "k1:" + _key(1),
        "FIRST_STEP_INDEX_KEY": _key(2),
        "FIRST_STEP_TOKEN_KEY": _key(3),
        "FIRST_STEP_RASA_TOKEN": TOKEN,
        **more,
    }


def settings_for(data_dir: Path, rasa_url: str, **more: str) -> Settings:
    return process_settings(environment(data_dir, rasa_url, **more))


class House:
    """One running web process. `parts` are its insides, `reader` what looks for danger."""

    def __init__(
        self,
        settings: Settings,
        library: CurrentLibrary,
        limits: Limits | None = None,
        providers: Sequence[Provider] | None = None,
    ) -> None:
        self.reader = FakeReader()
        self._visitors: list[Visitor] = []
        self.parts: Parts = build_parts(
            settings, reader=self.reader, limits=limits, library=library, providers=providers
        )
        app = create_app(parts=self.parts)
        config = uvicorn.Config(
            app, port=0, ws="none", log_config=None, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE), "the web process did not start"
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        for visitor in self._visitors:
            visitor.client.close()
        self._server.should_exit = True
        self._thread.join(PATIENCE)

    def wait_until_answered(self) -> None:
        """Return once no message waits for the bot."""
        until = time.monotonic() + PATIENCE
        while self._waiting():
            assert time.monotonic() < until, "messages still wait for an answer"

    def _waiting(self) -> int:
        with self.parts.database.read() as session:
            return turns.waiting_count(session)

    def visitor(self) -> Visitor:
        visitor = Visitor.new(self.url)
        self._visitors.append(visitor)
        return visitor

    def _serve(self) -> None:
        async def serve() -> None:
            serving = asyncio.ensure_future(self._server.serve())
            while not self._server.started and not serving.done():
                await asyncio.sleep(0.005)
            self._ready.set()
            await serving

        asyncio.run(serve())


@dataclass
class Visitor:
    """Somebody with one conversation."""

    client: httpx.Client
    conversation: str
    token: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def new(cls, url: str) -> Visitor:
        client = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)
        opened = client.post("/api/conversations", json={})
        assert opened.status_code == 201, opened.text
        return cls(client, **opened.json())

    def at(self, url: str) -> Visitor:
        """Return the same visitor at the door of another process."""
        client = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)
        return Visitor(client, self.conversation, self.token)

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.conversation}"

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: Any = None, *, content: bytes | None = None) -> httpx.Response:
        raw = json.dumps(body).encode() if content is None else content
        headers = {**self.bearer, "Content-Type": "application/json"}
        return self.client.post(self.path + "/messages", content=raw, headers=headers)

    def say(self, text: str, id: str | None = None) -> httpx.Response:
        return self.post({"id": id or uuid.uuid4().hex, "text": text})

    def tap(self, payload: str) -> httpx.Response:
        return self.post({"id": uuid.uuid4().hex, "payload": payload})

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        answer = self.client.get(f"{self.path}/messages?after={after}", headers=self.bearer)
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"]

    def answers(self) -> list[str | None]:
        """Return the answer ids of everything but the visitor's own messages."""
        return [each["answer"] for each in self.messages() if each["sender"] != "visitor"]

    @contextmanager
    def listening(self, after: int | None = None) -> Iterator[Stream]:
        headers = dict(self.bearer)
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        patient = httpx.Timeout(PATIENCE)
        with self.client.stream(
            "GET", self.path + "/events", headers=headers, timeout=patient
        ) as response:
            assert response.status_code == 200, response.read()
            yield Stream(response)

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], after: int = 0) -> dict[str, Any]:
        """Return the first message on the stream that is wanted."""
        with self.listening(after) as stream:
            for event in stream.events():
                message = event.message
                if wanted(message):
                    return message
        raise AssertionError("the stream ended without it")

    def wait_for_answer(self, answer: str, after: int = 0) -> dict[str, Any]:
        return self.wait_for(lambda message: message["answer"] == answer, after)


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    id: str
    type: str
    data: str

    @property
    def message(self) -> dict[str, Any]:
        return json.loads(self.data)


class Stream:
    """An open stream; events come as they arrive."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments: list[str] = []
        self._lines = response.iter_lines()
        self._until = time.monotonic() + PATIENCE

    def events(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        for line in self._lines:
            # Heartbeats keep the connection alive, not the test.
            assert time.monotonic() < self._until, "nothing came in time"
            if line.startswith(":"):
                self.comments.append(line[1:].strip())
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                yield Event(fields.get("id", ""), fields.get("event", ""), fields["data"])
                fields = {}
            else:
                fields = {}

    def next(self) -> dict[str, Any]:
        return next(self.events()).message


def _key(number: int) -> str:
    return base64.b64encode(bytes((number * 37 + each * 11) % 256 for each in range(32))).decode()
