"""The providers of messages on one local port, and people who write to the product through them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import httpx

from tests.reception.channels.kits import KITS, Answer, Kit
from tests.reception.channels.provider_stand_in import Received, StandIn

from .product import ANSWER_LIMIT_S, Product, until


def squeezed(text: str) -> str:
    """Return a text without its spaces: long ones arrive in parts."""
    return "".join(text.split())


class Providers:
    """Telegram, Meta and Twilio: whatever they are given to send, they take."""

    def __init__(self) -> None:
        self._api = StandIn(_taken)
        self.environment: Mapping[str, str] = {
            name: value
            for kit in KITS
            for name, value in {**kit.environment, kit.api: self._api.url}.items()
        }

    def sent(self, kit: Kit) -> list[Received]:
        """Return the calls that sent something by this channel, in order."""
        return [each for each in list(self._api.calls) if kit.sent_by(each)]

    def stop(self) -> None:
        self._api.stop()


class Correspondent:
    """Somebody who writes by one channel: signed calls come in, what they hear is what was sent."""

    def __init__(self, kit: Kit, product: Product, providers: Providers) -> None:
        self.kit = kit
        self._product = product
        self._providers = providers
        self._numbers = itertools.count(1_000)

    @property
    def heard(self) -> list[str]:
        return [self.kit.said(each) or "" for each in self._providers.sent(self.kit)]

    def writes(self, text: str, hears: str) -> str:
        """Send words; return what came after them once it holds `hears`, spaces apart."""
        before = len(self.heard)
        self.sends(text)
        return self.hears(hears, before)

    def sends(self, text: str) -> None:
        """Send words and wait for nothing."""
        self._call(self.kit.text(text, next(self._numbers)))

    def chooses(self, title: str, payload: str, hears: str) -> str:
        """Tap what was offered, or send its number where it was a number."""
        offered = self.heard[-1]
        line = next((each for each in offered.splitlines() if each.endswith(f". {title}")), None)
        if line is not None:
            return self.writes(line.partition(".")[0], hears)
        before = len(self.heard)
        self._call(self.kit.tap(payload))
        return self.hears(hears, before)

    def hears(self, words: str, after: int) -> str:
        def found() -> str:
            said = "\n".join(self.heard[after:])
            return said if squeezed(words) in squeezed(said) else ""

        what = f"{self.kit.name} brought {words!r}; it brought {self.heard[after:]}"
        return str(until(found, ANSWER_LIMIT_S, what))

    def _call(self, body: bytes) -> None:
        headers = {"Content-Type": "application/json"}
        headers.update(self.kit.signed(body, self._product.url))
        url = self._product.url + self.kit.path
        answer = httpx.post(url, content=body, headers=headers, trust_env=False)
        assert answer.status_code == 200, answer.text


def _taken(call: Received) -> Answer:
    return next((kit.taken for kit in KITS if kit.sent_by(call)), (404, {}))
