"""The addresses of the conversations, and who may open each."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from first_step.desk.access import Permission
from first_step.desk.conversations import inbox, steps, talk, urgent
from first_step.desk.gate import staff_page
from first_step.desk.visit import Desk


def conversation_routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of list, conversation, urgent work and availability."""
    see, answer = Permission.SEE_CONVERSATIONS, Permission.ANSWER_VISITORS
    one = "/conversations/{conversation}"
    return [
        Route("/conversations", staff_page(desk, inbox.show_list, see), methods=["GET"]),
        Route("/conversations/live", staff_page(desk, inbox.show_live, see, touch=False)),
        Route("/urgent", staff_page(desk, urgent.show_urgent, see, touch=False)),
        Route("/availability", staff_page(desk, urgent.set_availability, answer), methods=["POST"]),
        Route(one, staff_page(desk, talk.show_conversation, see), methods=["GET"]),
        Route(one + "/live", staff_page(desk, talk.show_live, see, touch=False)),
        Route(one + "/typing", staff_page(desk, talk.show_typing, see, touch=False)),
        Route(one + "/typing", staff_page(desk, steps.typing, answer), methods=["POST"]),
        Route(one + "/take", staff_page(desk, steps.take_over, answer), methods=["POST"]),
        Route(one + "/reply", staff_page(desk, steps.reply, answer), methods=["POST"]),
        Route(one + "/hand-back", staff_page(desk, steps.hand_back, answer), methods=["POST"]),
        Route(one + "/review", staff_page(desk, steps.mark_for_review, answer), methods=["POST"]),
        Route(one + "/notes", staff_page(desk, steps.add_note, answer), methods=["POST"]),
    ]
