from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from first_step.admissions.errors import RasaError
from first_step.reception.rasa_client import Question, RasaClient, RasaReply, RasaStumbled

from .fake_rasa import TOKEN, TRAUMA, FakeRasa

QUESTION = Question("c" * 32, "m1", "a secret question")


@pytest_asyncio.fixture
async def client(rasa: FakeRasa) -> AsyncIterator[RasaClient]:
    made = RasaClient(rasa.url, TOKEN, 0.3)
    yield made
    await made.close()


async def test_it_gives_replies_label_and_confidence(client: RasaClient, rasa: FakeRasa) -> None:
    rasa.replies = [TRAUMA]
    answer = await client.ask(QUESTION)
    buttons = (("Therapy", "label:treatment/therapy"),)
    assert answer.replies == (RasaReply(TRAUMA["answer"], TRAUMA["text"], buttons),)
    assert (answer.label, answer.confidence) == ("greet", 0.9)


@pytest.mark.parametrize("status", [502, 503, 504, 408, 429])
async def test_what_passes_may_be_tried_again(
    client: RasaClient, rasa: FakeRasa, status: int
) -> None:
    rasa.status = status
    with pytest.raises(RasaError) as failed:
        await client.ask(QUESTION)
    assert not failed.value.permanent
    assert not isinstance(failed.value, RasaStumbled)


@pytest.mark.parametrize("status", [400, 401, 404, 422])
async def test_a_refusal_is_for_good(client: RasaClient, rasa: FakeRasa, status: int) -> None:
    rasa.status = status
    with pytest.raises(RasaError) as failed:
        await client.ask(QUESTION)
    assert failed.value.permanent


@pytest.mark.parametrize("status", [500, 501, 302])
async def test_a_broken_answer_is_a_stumble(
    client: RasaClient, rasa: FakeRasa, status: int
) -> None:
    rasa.status = status
    with pytest.raises(RasaStumbled) as failed:
        await client.ask(QUESTION)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"messages": []}',
        b'{"messages": [{}]}',
        b'{"messages": [{"answer": 5, "text": "x"}]}',
        b'{"messages": [{"answer": "say/greet", "text": "x", "buttons": [5]}]}',
        b'{"messages": [{"answer": "say/greet", "text": "x"}], "confidence": "much"}',
        b"\xff",
    ],
)
async def test_an_answer_of_another_form_is_a_stumble(
    client: RasaClient, rasa: FakeRasa, body: bytes
) -> None:
    rasa.body = body
    with pytest.raises(RasaStumbled):
        await client.ask(QUESTION)


async def test_silence_ends_in_time(client: RasaClient, rasa: FakeRasa) -> None:
    rasa.hold()
    with pytest.raises(RasaError, match="in time"):
        await client.ask(QUESTION)


async def test_nobody_at_the_port_may_be_tried_again(client: RasaClient, rasa: FakeRasa) -> None:
    rasa.stop()
    with pytest.raises(RasaError) as failed:
        await client.ask(QUESTION)
    assert not failed.value.permanent


async def test_no_error_quotes_the_question(client: RasaClient, rasa: FakeRasa) -> None:
    rasa.status = 400
    with pytest.raises(RasaError) as failed:
        await client.ask(QUESTION)
    assert "secret" not in str(failed.value)


async def test_it_tells_whether_rasa_is_ready(client: RasaClient, rasa: FakeRasa) -> None:
    assert await client.ready()
    rasa.stop()
    assert not await client.ready()
