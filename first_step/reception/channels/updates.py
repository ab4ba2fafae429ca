"""What a provider's webhook told us, in the same words for every channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# What a message can hold beside words. "other" for what the provider adds next year.
ContentKind = Literal[
    "picture", "voice", "video", "file", "sticker", "location", "contact", "other"
]
Keyword = Literal["stop", "start", "help"]
ReportState = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class TextUpdate:
    """Words. id: the provider's, the same when it repeats. sender: the visitor's address there.

    at: when the visitor sent it, by the provider's clock, None when it does not say.
    """

    id: str
    sender: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class TapUpdate:
    """A tapped button."""

    id: str
    sender: str
    payload: str
    at: datetime | None = None


@dataclass(frozen=True)
class KeywordUpdate:
    """A word that the provider knows in any language, and answered itself."""

    id: str
    sender: str
    text: str
    word: Keyword


@dataclass(frozen=True)
class ContentUpdate:
    """Something that is no text. text: words that came with it, such as a caption."""

    id: str
    sender: str
    kind: ContentKind
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class EditUpdate:
    """The visitor changed the words of an earlier message. message_id: the earlier one's."""

    id: str
    sender: str
    message_id: str
    text: str


@dataclass(frozen=True)
class DeleteUpdate:
    """The visitor took an earlier message back."""

    id: str
    sender: str
    message_id: str


@dataclass(frozen=True)
class DeliveryReport:
    """What became of a message of ours. provider_id: as sending it returned.

    problem: a code of the provider where it failed.
    """

    provider_id: str
    state: ReportState
    problem: str | None = None


@dataclass(frozen=True)
class WatermarkReport:
    """Everything sent to this visitor up to a moment was delivered or read."""

    sender: str
    state: ReportState
    until: datetime


@dataclass(frozen=True)
class BlockUpdate:
    """The visitor blocked us there, or let us write again."""

    id: str
    sender: str
    blocked: bool


Update = (
    TextUpdate
    | TapUpdate
    | KeywordUpdate
    | ContentUpdate
    | EditUpdate
    | DeleteUpdate
    | DeliveryReport
    | WatermarkReport
    | BlockUpdate
)
