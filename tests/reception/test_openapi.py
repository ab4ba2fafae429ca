from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from starlette.routing import Route

from .fake_rasa import TRAUMA, FakeRasa
from .house import House


@pytest.fixture
def description(shared_house: House) -> dict[str, Any]:
    return shared_house.visitor().client.get("/api/openapi.json").json()


def _routes(house: House) -> set[tuple[str, str]]:
    from first_step.web.app import create_app

    routes = create_app(parts=house.parts).routes
    found = [each for each in routes if isinstance(each, Route) and each.path.startswith("/api/")]
    return {
        (method, each.path.replace(":path", ""))
        for each in found
        for method in each.methods or ()
        if method != "HEAD"
    }


def test_every_route_is_described_and_nothing_else(
    shared_house: House, description: dict[str, Any]
) -> None:
    described = {
        (method.upper(), path)
        for path, item in description["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert described == _routes(shared_house)


def test_every_answer_is_as_described(
    house: House, rasa: FakeRasa, description: dict[str, Any]
) -> None:
    rasa.replies = [TRAUMA]
    alice = house.visitor()
    client = alice.client
    messages = "/api/conversations/{conversation}/messages"
    opened = client.post("/api/conversations")
    _check(description, "/api/conversations", "post", opened)
    _check(description, messages, "post", alice.say("he has gone blue"))
    _check(description, messages, "post", alice.say(""))
    _check(description, messages, "post", alice.say("blue" * 2_000))
    _check(description, messages, "post", alice.tap("label:menu"))
    alice.wait_for_answer("cause/trauma")
    _check(description, messages, "get", client.get(f"{alice.path}/messages"))
    polled = client.get(f"{alice.path}/messages", headers=alice.bearer)
    _check(description, messages, "get", polled)
    learning = "/api/conversations/{conversation}/learning"
    address = f"{alice.path}/learning"
    _check(description, learning, "get", client.get(address, headers=alice.bearer))
    for body in ({"on": True}, {}):
        _check(description, learning, "post", client.post(address, json=body, headers=alice.bearer))
    for path in ("/api/help", "/api/openapi.json"):
        _check(description, path, "get", client.get(path))
    source = "/api/answers/{answer}/source"
    _check(description, source, "get", client.get("/api/answers/cause/trauma/source"))
    _check(description, source, "get", client.get("/api/answers/nothing/source"))


def _check(description: dict[str, Any], path: str, method: str, response: Any) -> None:
    found = description["paths"][path][method]["responses"][str(response.status_code)]
    found = _resolved(description, found)
    schema = found["content"]["application/json"]["schema"]
    whole = {**_with_nulls(schema), "components": _with_nulls(description["components"])}
    jsonschema.validate(response.json(), whole)


def _resolved(description: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for name in part.get("$ref", "#")[2:].split("/"):
        part = description = description[name] if name else part
    return part


def _with_nulls(schema: Any) -> Any:
    """Return OpenAPI's `nullable` in the way of JSON Schema."""
    if isinstance(schema, list):
        return [_with_nulls(each) for each in schema]
    if not isinstance(schema, dict):
        return copy.copy(schema)
    made = {key: _with_nulls(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable"):
        made["type"] = [schema["type"], "null"]
    return made
