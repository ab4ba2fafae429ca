"""Staff see that somebody types, and nothing of the text; a program is not told."""

from __future__ import annotations

from playwright.sync_api import Request

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor


def told(visitor: Visitor) -> list[Request]:
    """Return the requests that tell of typing, also those that are still to come."""
    found: list[Request] = []
    visitor.page.on("request", lambda each: found.append(each) if "typing" in each.url else None)
    return found


def test_typing_is_told_once_in_a_while_to_a_person_alone(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    requests = told(kev)
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.input.press_sequentially("is it")
    assert requests == []

    door.say("staff", "Hello, this is Alice", name="Alice")
    kev.sees("Hello, this is Alice")
    with kev.page.expect_response("**/typing") as response:
        kev.input.press_sequentially(" my fault, she asked")
    assert response.value.status == 204
    (request,) = requests
    assert request.post_data is None
