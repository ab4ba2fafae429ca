"""STOP, START and HELP, where a channel has them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from first_step.reception.channels.channel import Channel
from first_step.reception.channels.updates import Keyword, KeywordUpdate, TextUpdate

# The words that carriers and Twilio know, in any case (CTIA; docs of Twilio's opt-out keywords).
_STOP = re.compile(r"(?:stop|stopall|unsubscribe|cancel|end|quit|optout|revoke)[.!]?", re.I)
_START = re.compile(r"(?:start|unstop|yes|optin)[.!]?", re.I)
_HELP = re.compile(r"(?:help|info)[.!?]?", re.I)


def keyword(channel: Channel, update: TextUpdate | KeywordUpdate) -> Keyword | None:
    """Return which of the channel's words this is, alone in its message."""
    if isinstance(update, KeywordUpdate):
        return update.word
    if not channel.abilities.keywords:
        return None
    text = update.text.strip()
    words: Mapping[Keyword, re.Pattern[str]] = {"stop": _STOP, "start": _START, "help": _HELP}
    return next((word for word, pattern in words.items() if pattern.fullmatch(text)), None)
