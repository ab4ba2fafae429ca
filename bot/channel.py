"""The one way the front door speaks to Rasa: one message in, its replies out, true status codes.

POST /webhooks/front_door/webhook with a bearer token and
`{conversation, message_id, text, payload, crisis, again, channel}`; the answer is
`{messages: [{answer, text, buttons}], label, confidence}`.
"""

from __future__ import annotations

import hmac
import re
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answer_ids import answer_id
from bot.repeated import label_of, replies_given
from bot.turn import begin_turn
from first_step.store.process_environment import process_settings

MAX_TEXT = 4_000
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{8,64}")
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class CollectedReplies(OutputChannel):
    """Collects the replies of one turn, with the id of the answer each came from."""

    def __init__(self) -> None:
        """Begin with no replies."""
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "front_door"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one reply."""
        self.messages.append(
            {
                "answer": message.get("answer") or answer_id(message.get("utter_action") or ""),
                "text": message.get("text") or "",
                "buttons": [
                    {"title": button["title"], "payload": button["payload"]}
                    for button in message.get("buttons") or []
                ],
            }
        )


class FrontDoor(InputChannel):
    """Takes messages from the front door alone."""

    def __init__(self, token: str) -> None:
        """Keep the token that callers must bring."""
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the part of the path that stands for this channel."""
        return "front_door"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Return the channel with the token from the settings of this process."""
        return cls(process_settings().rasa_token)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("front_door")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return response.json({"error": "unknown caller"}, status=401)
            message = _read_body(request)
            if message is None:
                return response.json({"error": "not a front door message"}, status=400)
            if request.json.get("again") and (repeated := await _answer_again(request, message)):
                return repeated
            return await _answer(on_new_message, message)

        return routes

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, f"Bearer {self._token}".encode())


async def _answer_again(request: Request, message: UserMessage) -> HTTPResponse | None:
    """Return the answer that was lost on its way, None when the message was never answered."""
    turn = begin_turn()
    tracker = await request.app.ctx.agent.tracker_store.retrieve(message.sender_id)
    if turn.failed:
        return response.json({"error": turn.failed}, status=503)
    given = replies_given(tracker, message.message_id)
    if given is None:
        return None
    replies = CollectedReplies()
    for said in given[1]:
        await replies.send_response(message.sender_id, said.message())
    label, confidence = label_of(given[0])
    return response.json({"messages": replies.messages, "label": label, "confidence": confidence})


async def _answer(on_new_message: OnNewMessage, message: UserMessage) -> HTTPResponse:
    turn = begin_turn()
    await on_new_message(message)
    replies = message.output_channel
    assert isinstance(replies, CollectedReplies)
    if turn.failed or not replies.messages:
        reason = turn.failed or "nothing was answered"
        return response.json({"error": reason}, status=503)
    return response.json(
        {"messages": replies.messages, "label": turn.label, "confidence": turn.confidence}
    )


def _read_body(request: Request) -> UserMessage | None:
    try:
        body = request.json
    except Exception:
        return None
    if not isinstance(body, dict):
        return None
    conversation, text = body.get("conversation"), body.get("text")
    if not (isinstance(conversation, str) and _CONVERSATION.fullmatch(conversation)):
        return None
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return None
    metadata = {name: body.get(name) for name in ("payload", "crisis", "channel")}
    return UserMessage(
        as_plain_text(text),
        CollectedReplies(),
        conversation,
        input_channel="front_door",
        message_id=str(body.get("message_id") or ""),
        metadata=metadata,
    )


def as_plain_text(text: str) -> str:
    """Return text that Rasa cannot take for a command: its slash syntax is not for visitors."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    readable = whole.replace("\x00", " ").strip()
    while readable.startswith("/"):
        readable = readable[1:].lstrip()
    return readable or "."
