"""A front door written by hand: the integrators' REST, a host page, and faults on demand.

It keeps the contract that the widget relies on and nothing more, so the browser tests need neither
Rasa nor a database.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .script import Reply, reply_to

WIDGET = Path(__file__).parents[2] / "first_step" / "web" / "static" / "widget"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Getting help</title><link rel="stylesheet" href="/page.css">{script}</head>
<body><main><h1>Getting help</h1><p>We answer questions and listen.
<a href="/about">About us</a></p>{element}</main></body></html>"""
STYLE = """body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#222;background:#fbfaf7}
main{max-width:46rem;margin:3rem auto;padding:0 1.25rem}
@media (prefers-color-scheme:dark){body{color:#ddd;background:#111}a{color:#9cf}}"""


@dataclass
class Conversation:
    token: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    offered: set[str] = field(default_factory=set)
    streams: list[asyncio.Queue[dict[str, Any] | None]] = field(default_factory=list)
    learns: bool = False
    typed: int = 0  # how often the widget told that somebody types


class FakeFrontDoor:
    """`url` is where it answers. The fields below it may be set by a test at any time."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.url = ""
        self.keeps = True  # False: 503 with system/not_kept, or the crisis card
        self.streams = True  # False: no Server-Sent Events, polling only
        self.holds_back = False  # True: a proxy that lets nothing of a stream through
        self.answers = True  # False: messages are accepted and nobody answers
        self.knows = True  # False: tokens are refused, as after a purge
        self.refusal: tuple[int, str] | None = None  # status and words for every message
        self.stream_ended = threading.Event()
        self.heartbeat_sent = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        # No websockets: there are none here, and Rasa's older websockets package stops uvicorn's.
        config = uvicorn.Config(
            self._app(), port=0, log_level="error", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the fake front door did not start"

    def stop(self) -> None:
        assert self._server
        assert self._thread
        assert self._loop
        self._server.should_exit = True
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end_streams)
        self._thread.join(10)

    def _end_streams(self) -> None:
        for conversation in self.conversations.values():
            for stream in conversation.streams:
                stream.put_nowait(None)

    def said(self, sender: str = "visitor") -> list[str]:
        """Every text of that sender, over all conversations, as it was kept."""
        kept = [each for one in self.conversations.values() for each in one.messages]
        return [each["text"] for each in kept if each["sender"] == sender]

    def say(
        self, sender: str, text: str, answer: str | None = None, name: str | None = None
    ) -> None:
        """Says something in the newest conversation, from the thread of the test."""
        conversation = list(self.conversations.values())[-1]
        assert self._loop
        reply = Reply(answer, text, name=name)
        self._loop.call_soon_threadsafe(self._keep, conversation, sender, reply)

    def beat(self) -> None:
        """Sends a heartbeat on every open stream, as a real front door does every 15 seconds."""
        assert self._loop
        self.heartbeat_sent.clear()
        for conversation in list(self.conversations.values()):
            for stream in list(conversation.streams):
                self._loop.call_soon_threadsafe(stream.put_nowait, {})
                self.heartbeat_sent.wait(1)

    def _run(self, ready: threading.Event) -> None:
        async def serve() -> None:
            assert self._server
            self._loop = asyncio.get_running_loop()
            serving = asyncio.create_task(self._server.serve())
            while not self._server.started:
                await asyncio.sleep(0.01)
            port = self._server.servers[0].sockets[0].getsockname()[1]
            self.url = f"http://127.0.0.1:{port}"
            ready.set()
            await serving

        asyncio.run(serve())

    def _app(self) -> Starlette:
        one = "/api/conversations/{id}"
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/about", self._page),
                Route("/inline", self._page),
                Route("/elsewhere", self._elsewhere),
                Route("/page.css", lambda _: Response(STYLE, media_type="text/css")),
                Route("/api/conversations", self._open, methods=["POST"]),
                Route(f"{one}/messages", self._receive, methods=["POST"]),
                Route(f"{one}/messages", self._after),
                Route(f"{one}/events", self._events),
                Route(f"{one}/learning", self._learning, methods=["GET", "POST"]),
                Route(f"{one}/typing", self._typing, methods=["POST"]),
                Route("/api/answers/{answer:path}/source", self._source),
                Mount("/widget", StaticFiles(directory=WIDGET)),
            ]
        )

    async def _page(self, request: Request) -> Response:
        """The host page; its query becomes attributes of the script tag or of the element."""
        inline = request.url.path == "/inline"
        data = "" if inline else "data-"
        given = " ".join(f'{data}{name}="{text}"' for name, text in request.query_params.items())
        on_script = "" if inline else given
        script = f'<script src="/widget/first-step.js" defer {on_script}></script>'
        element = f'<first-step-chat position="inline" {given}>Ring 999</first-step-chat>'
        page = PAGE.format(script=script, element=element if inline else "")
        return HTMLResponse(page, headers={"Content-Security-Policy": STRICT})

    async def _elsewhere(self, _: Request) -> Response:
        """A page that frames the host page; asked for under another name it is another site."""
        return HTMLResponse(
            f'<iframe src="{self.url}/" width="420" height="700" title="Chat"></iframe>'
        )

    async def _open(self, _: Request) -> Response:
        name, token = uuid4().hex, f"token-{uuid4().hex}"
        self.conversations[name] = Conversation(token)
        return JSONResponse({"conversation": name, "token": token}, 201)

    def _find(self, request: Request) -> Conversation | None:
        conversation = self.conversations.get(request.path_params["id"])
        if not self.knows or not conversation:
            return None
        sent = request.headers.get("authorization")
        return conversation if sent == f"Bearer {conversation.token}" else None

    async def _receive(self, request: Request) -> Response:
        conversation = self._find(request)
        if conversation is None:
            return JSONResponse({"error": "BadToken"}, 401)
        body = await request.json()
        if self.refusal:
            status, words = self.refusal
            return JSONResponse({"error": "Refused", "message": words}, status)
        payload = body.get("payload")
        if payload and payload not in conversation.offered:
            return JSONResponse(
                {"error": "NotOffered", "message": "Please tap a newer reply."}, 409
            )
        return self._accept(conversation, body["id"], body.get("text"), payload)

    def _accept(
        self, conversation: Conversation, client_id: str, text: str | None, payload: str | None
    ) -> Response:
        reply = reply_to(text, payload)
        crisis = bool(reply.answer and reply.answer.startswith("crisis/"))
        if not self.keeps:
            away = Reply("system/not_kept", "I could not keep your message. Call 999 in danger.")
            message = self._message(0, "system", Reply(*(reply if crisis else away).unkept))
            message |= {"seq": None, "id": f"{client_id}-unkept-1"}
            return JSONResponse({"error": "StoreUnavailable", "messages": [message]}, 503)
        before = [each for each in conversation.messages if each["id"] == client_id]
        if before:
            return JSONResponse({"seq": before[0]["seq"]}, 202)
        title = text or conversation_title(conversation, payload)
        own = self._keep(conversation, "visitor", Reply(None, title), client_id)
        answered = []
        if self.answers:
            answered = [self._keep(conversation, "bot", reply)]
        return JSONResponse({"seq": own["seq"], **({"messages": answered} if crisis else {})}, 202)

    def _keep(
        self, conversation: Conversation, sender: str, reply: Reply, client_id: str = ""
    ) -> dict[str, Any]:
        seq = len(conversation.messages) + 1
        message = self._message(seq, sender, reply, client_id)
        conversation.messages.append(message)
        conversation.offered.update(payload for _, payload in reply.buttons)
        for stream in conversation.streams:
            stream.put_nowait(message)
        return message

    def _message(self, seq: int, sender: str, reply: Reply, client_id: str = "") -> dict[str, Any]:
        return {
            "seq": seq,
            "id": client_id or uuid4().hex,
            "sender": sender,
            "text": reply.text,
            "buttons": [{"title": title, "payload": payload} for title, payload in reply.buttons],
            "answer": reply.answer,
            "at": f"2026-11-24T14:{seq % 60:02d}:00+00:00",
            **({"days": list(reply.days)} if reply.days else {}),
            **({"why": reply.why} if reply.why else {}),
            **({"name": reply.name} if reply.name else {}),
        }

    async def _after(self, request: Request) -> Response:
        conversation = self._find(request)
        if conversation is None:
            return JSONResponse({"error": "BadToken"}, 401)
        after = int(request.query_params.get("after", "0"))
        return JSONResponse({"messages": conversation.messages[after:]})

    async def _events(self, request: Request) -> Response:
        conversation = self._find(request)
        if conversation is None:
            return JSONResponse({"error": "BadToken"}, 401)
        if not self.streams:
            return JSONResponse({"error": "no streams here"}, 501)
        known = int(request.headers.get("last-event-id", "0"))
        stream = self._silence() if self.holds_back else self._stream(conversation, known)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def _learning(self, request: Request) -> Response:
        conversation = self._find(request)
        if conversation is None:
            return JSONResponse({"error": "BadToken"}, 401)
        if request.method == "POST":
            conversation.learns = (await request.json())["on"]
        words = {"title": "Let the program learn from my messages", "text": "It is up to you."}
        return JSONResponse({"on": conversation.learns, "offered": True, **words})

    async def _typing(self, request: Request) -> Response:
        conversation = self._find(request)
        if conversation is None:
            return JSONResponse({"error": "BadToken"}, 401)
        conversation.typed += 1
        return Response(status_code=204)

    async def _silence(self) -> AsyncIterator[str]:
        while self.holds_back:
            await asyncio.sleep(0.05)
            yield ""

    async def _stream(self, conversation: Conversation, known: int) -> AsyncIterator[str]:
        news: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        for missed in conversation.messages[known:]:
            news.put_nowait(missed)
        conversation.streams.append(news)
        try:
            yield ": connected\r\nretry: 2000\r\n\r\n"
            while (message := await news.get()) is not None:
                if not message:
                    yield ": heartbeat\r\n\r\n"
                    self.heartbeat_sent.set()
                    continue
                data = json.dumps(message, ensure_ascii=False)
                event = f"id: {message['seq']}\r\nevent: message\r\ndata: {data}\r\n\r\n"
                for start in range(0, len(event), 7):  # cut anywhere, as networks do
                    yield event[start : start + 7]
                    await asyncio.sleep(0)
        finally:
            conversation.streams.remove(news)
            self.stream_ended.set()

    async def _source(self, request: Request) -> Response:
        answer = request.path_params["answer"]
        return JSONResponse(
            {"text": f"Where this comes from: a page about {answer}.\nNot yet reviewed."}
        )


def conversation_title(conversation: Conversation, payload: str | None) -> str:
    """The title under which the payload was offered."""
    for message in reversed(conversation.messages):
        for button in message["buttons"]:
            if button["payload"] == payload:
                return str(button["title"])
    return ""
