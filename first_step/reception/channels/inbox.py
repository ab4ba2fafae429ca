"""Takes in what a provider's webhook told us; the same for every channel."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from first_step.admissions.errors import ChannelError, NotOffered, StoreError, TooMany
from first_step.reception.channels.channel import FORGET_AFTER, Channel
from first_step.reception.channels.choices import chosen
from first_step.reception.channels.keywords import keyword
from first_step.reception.channels.rendering import parts_of
from first_step.reception.channels.updates import (
    BlockUpdate,
    ContentUpdate,
    DeleteUpdate,
    DeliveryReport,
    EditUpdate,
    Keyword,
    KeywordUpdate,
    TapUpdate,
    TextUpdate,
    Update,
    WatermarkReport,
)
from first_step.reception.front_door import FrontDoor
from first_step.reception.incoming import Incoming, clean_text
from first_step.reception.intake import NotKept
from first_step.reception.threads import Threads
from first_step.reception.tokens import Claim
from first_step.reception.words import Wording
from first_step.store import channel_identities, deliveries, messages, turns
from first_step.store.channel_identities import Identity
from first_step.store.database import Database, Session
from first_step.store.messages import Message

_log = logging.getLogger(__name__)

TOO_LONG, TOO_MANY = "system/too_long", "system/too_many"
NOT_WORDS = "channel/not_words"
STOPPED, STARTED, HELP = "channel/stopped", "channel/started", "channel/help"
_ANSWERS: Mapping[Keyword, str] = {"stop": STOPPED, "start": STARTED, "help": HELP}
Said = TextUpdate | TapUpdate | KeywordUpdate | ContentUpdate | EditUpdate
_LOOK_BACK = 12
MOST_HELPED = 1_000


class Inbox:
    """The way in for every channel beside the website."""

    def __init__(
        self,
        database: Database,
        front_door: FrontDoor,
        threads: Threads,
        wake: Callable[[], None],
    ) -> None:
        """Keep what is needed. `wake` lets what was stored be sent at once."""
        self._database = database
        self._front_door = front_door
        self._threads = threads
        self._wake = wake
        # Messages that were answered while nothing could be stored.
        self._helped: OrderedDict[str, None] = OrderedDict()

    async def take(self, channel: Channel, update: Update) -> None:
        """Take one update in; a repeat changes nothing.

        Raises StoreError when it could not be kept, so that the provider delivers it again;
        whoever may be in danger was answered all the same.
        """
        if isinstance(update, (DeliveryReport, WatermarkReport, BlockUpdate, DeleteUpdate)):
            await self._threads.run(self._note, channel, update)
            return
        try:
            identity, greet = await self._threads.run(self._identity, channel, update)
        except StoreError:
            await self.help_without_database(channel, update)
            raise
        if isinstance(update, EditUpdate):
            await self._threads.run(self._take_back, channel, identity, update.message_id)
        if isinstance(update, ContentUpdate) and not update.text.strip():
            await self._threads.run(self._reply_to_content, identity, update)
        elif not await self._obeyed(channel, identity, update):
            await self._receive(channel, identity, update)
        if greet:
            await self._threads.run(self._greet, identity)
        self._wake()

    async def _receive(
        self,
        channel: Channel,
        identity: Identity,
        update: Said,
    ) -> None:
        incoming = await self._threads.run(self._incoming, channel, identity, update)
        claim = Claim(identity.conversation, unrecorded=False)
        try:
            await self._front_door.limits.messages.take(identity.conversation)
            if incoming.too_long:
                cards = await self._front_door.help_for_too_long(claim, incoming)
                await self._threads.run(self._say, identity, incoming.id, cards, TOO_LONG)
                return
            outcome = await self._front_door.receive(claim, incoming, channel.name)
        except TooMany:
            await self._threads.run(self._say, identity, incoming.id, (), TOO_MANY)
            return
        except NotOffered:
            _log.info("%s: a button was tapped that was not offered", channel.name)
            return
        if isinstance(outcome, NotKept):
            await self._send_directly(channel, identity.address, outcome.replies, incoming.id)
            if not outcome.in_journal:
                raise StoreError("a message could not be kept")

    async def help_without_database(self, channel: Channel, update: Update) -> None:
        """Answer danger, and say the truth, while nothing can be stored."""
        if not isinstance(update, (TextUpdate, KeywordUpdate, ContentUpdate, EditUpdate)):
            return
        text = clean_text(update.text)
        if not text:
            return
        incoming = Incoming(message_id(channel, update.id), text)
        if incoming.id in self._helped:
            return  # the provider sends it again and again until the database is back
        # Nothing is stored here, not even if the database is back: it is not known whose it is.
        replies = await self._front_door.help_unkept(incoming)
        if await self._send_directly(channel, update.sender, replies, incoming.id):
            self._helped[incoming.id] = None
            if len(self._helped) > MOST_HELPED:
                self._helped.popitem(last=False)

    async def _send_directly(
        self, channel: Channel, address: str, replies: Sequence[Wording], key: str
    ) -> bool:
        """Send without the database and return whether the provider took it all.

        What it does not take comes with its next try.
        """
        for number, reply in enumerate(replies):
            pieces = parts_of(reply.text, (), channel.abilities, "")
            for piece, part in enumerate(pieces):
                try:
                    await channel.send(address, part, f"{key}-{number}-{piece}")
                except ChannelError as error:
                    _log.warning("%s did not take help: %s", channel.name, error.code)
                    return False
        return True

    async def _obeyed(self, channel: Channel, identity: Identity, update: Update) -> bool:
        """Return whether this was one of the words of the channel itself, and was obeyed."""
        if not isinstance(update, (TextUpdate, KeywordUpdate)):
            return False
        word = keyword(channel, update)
        # "Yes" lets us write again, and is an answer to a question everywhere else.
        if word is None or (word == "start" and not identity.opted_out):
            return False
        await self._threads.run(self._obey, channel, identity, update, word)
        return True

    # What follows blocks and runs in a thread.

    def _identity(self, channel: Channel, update: Said) -> tuple[Identity, bool]:
        """Return whose message it is, and whether who reads along there is still to be said.

        A new conversation begins with it, unless there is danger: then the card comes first.
        """
        now, sender = self._front_door.clock(), update.sender
        with self._database.read() as session:
            stranger = channel_identities.find(session, channel.name, sender) is None
        danger = stranger and self._in_danger(channel, update)
        with self._database.write() as session:
            identity = channel_identities.open_for(session, channel.name, sender, now, FORGET_AFTER)
            if identity.started and not danger:
                self._add(session, identity, f"channel/{channel.name}")
        return identity, identity.started and danger

    def _in_danger(self, channel: Channel, update: Said) -> bool:
        if isinstance(update, TapUpdate) or not update.text.strip():
            return False
        incoming = Incoming(message_id(channel, update.id), clean_text(update.text))
        return self._front_door.shows_card(incoming)

    def _greet(self, identity: Identity) -> None:
        with self._database.write() as session:
            self._add(session, identity, f"channel/{identity.channel}")

    def _incoming(
        self,
        channel: Channel,
        identity: Identity,
        update: Said,
    ) -> Incoming:
        key = message_id(channel, update.id)
        if isinstance(update, TapUpdate):
            return Incoming(key, "", update.payload)
        text = clean_text(update.text)
        if isinstance(update, (TextUpdate, KeywordUpdate)):
            payload = chosen(text, self._recent(identity.conversation))
            if payload is not None:
                return Incoming(key, "", payload)
        return Incoming(key, text)

    def _recent(self, conversation: str) -> list[Message]:
        with self._database.read() as session:
            return messages.latest(session, conversation, _LOOK_BACK)

    def _reply_to_content(self, identity: Identity, update: ContentUpdate) -> None:
        """Store that something without words came, and say that only words are read."""
        self._answer(identity, update.id, f"[{update.kind}]", NOT_WORDS)

    def _obey(
        self,
        channel: Channel,
        identity: Identity,
        update: TextUpdate | KeywordUpdate,
        word: Keyword,
    ) -> None:
        if word != "help":
            with self._database.write() as session:
                at = self._front_door.clock() if word == "stop" else None
                channel_identities.set_opted_out(session, identity, at)
        confirmed = channel.abilities.provider_confirms or isinstance(update, KeywordUpdate)
        # A provider's words about HELP name no number for danger, so ours follow them.
        answer = None if confirmed and word != "help" else _ANSWERS[word]
        self._answer(identity, update.id, update.text.strip(), answer)

    def _answer(self, identity: Identity, update_id: str, text: str, answer: str | None) -> None:
        now = self._front_door.clock()
        key = _hashed(identity.channel, update_id)
        with self._database.write() as session:
            message, repeated = messages.add_visitor_message(
                session, identity.conversation, key, text, None, now
            )
            if not repeated and answer is not None:
                self._add(session, identity, answer, message.seq)

    def _say(self, identity: Identity, key: str, cards: Sequence[Wording], answer: str) -> None:
        """Say why a message was not taken, once, after the card if there is one."""
        with self._database.write() as session:
            recent = messages.latest(session, identity.conversation, 1)
            if recent and recent[-1].answer == answer:
                return
            for card in cards:
                self._add(session, identity, card.answer)
            self._add(session, identity, answer)

    def _add(
        self, session: Session, identity: Identity, answer: str, reply_to: int | None = None
    ) -> None:
        shown = self._front_door.words.wording(answer)
        messages.add_reply(
            session,
            identity.conversation,
            "system",
            shown.text,
            shown.buttons,
            shown.answer,
            self._front_door.clock(),
            reply_to=reply_to,
        )

    def _note(
        self,
        channel: Channel,
        update: DeliveryReport | WatermarkReport | BlockUpdate | DeleteUpdate,
    ) -> None:
        now = self._front_door.clock()
        with self._database.write() as session:
            if isinstance(update, DeliveryReport):
                deliveries.report(
                    session, channel.name, update.provider_id, update.state, update.problem, now
                )
                return
            identity = channel_identities.find(session, channel.name, update.sender)
            if identity is None:
                return
            if isinstance(update, WatermarkReport):
                deliveries.report_until(session, identity.conversation, update.state, update.until)
            elif isinstance(update, BlockUpdate):
                at = now if update.blocked else None
                channel_identities.set_blocked(session, identity, at)
            else:
                self._empty(session, channel, identity, update.message_id)

    def _take_back(self, channel: Channel, identity: Identity, earlier: str) -> None:
        """Empty the message that was edited: its new words come as a message of their own."""
        with self._database.write() as session:
            self._empty(session, channel, identity, earlier)

    def _empty(self, session: Session, channel: Channel, identity: Identity, earlier: str) -> None:
        talk, now = identity.conversation, self._front_door.clock()
        seq = messages.take_back(session, talk, message_id(channel, earlier))
        if seq is not None:
            turns.drop_waiting(session, talk, seq, now)


def message_id(channel: Channel, update_id: str) -> str:
    """Return the id of a visitor's message: the same whenever the provider repeats it."""
    return _hashed(channel.name, update_id)


def _hashed(channel: str, update_id: str) -> str:
    return hashlib.sha256(f"{channel}\0{update_id}".encode()).hexdigest()[:40]
