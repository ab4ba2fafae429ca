"""Every error First Step raises on purpose.

FirstStepError
├── ConfigurationError
│   ├── MissingSecret
│   ├── WeakSecret
│   └── BadSetting
├── ContentError
│   └── UnknownAnswer
├── StoreError
│   ├── StoreUnavailable
│   └── SchemaOutOfDate
├── SealError
├── UnderstandingError
│   ├── WeightsDamaged
│   ├── ModelMissing
│   ├── ModelDamaged
│   └── ModelRefused
├── ReceptionError
│   ├── BadToken
│   ├── NotFound
│   ├── BadMessage
│   ├── TooLong
│   ├── TooMany
│   ├── NotOffered
│   ├── ChannelError
│   └── JournalError
├── RasaError
├── NotDelivered
├── SignOnError
└── FlowError

Messages of errors never hold what a visitor wrote, nor a name or number.
"""

from __future__ import annotations


class FirstStepError(Exception):
    """Anything First Step itself reports."""


class ConfigurationError(FirstStepError):
    """A setting stops the start."""


class MissingSecret(ConfigurationError):
    """A secret is not set where one is needed."""


class WeakSecret(ConfigurationError):
    """A secret is too short, guessable or a placeholder."""


class BadSetting(ConfigurationError):
    """A setting has a value of the wrong kind."""


class ContentError(FirstStepError):
    """The folder content/ is not fit to be shown."""


class UnknownAnswer(ContentError):
    """No answer has this id."""


class StoreError(FirstStepError):
    """Something about the database."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or written."""


class SchemaOutOfDate(StoreError):
    """The database is not at the revision this code needs."""


class SealError(FirstStepError):
    """Sealed text cannot be opened: damaged, or its key is not among the keys given."""


class UnderstandingError(FirstStepError):
    """Something about the model that reads messages."""


class WeightsDamaged(UnderstandingError):
    """The encoder's weights are missing or not the published ones."""


class ModelMissing(UnderstandingError):
    """There is no trained model at the path given."""


class ModelDamaged(UnderstandingError):
    """The trained model cannot be read."""


class ModelRefused(UnderstandingError):
    """A newly trained model may not serve; the one in service stays."""


class ReceptionError(FirstStepError):
    """The front door refuses something."""


class BadToken(ReceptionError):
    """The bearer token is missing, forged or for another conversation."""


class NotFound(ReceptionError):
    """There is no such conversation."""


class BadMessage(ReceptionError):
    """The message has not the form that the API describes."""


class TooLong(ReceptionError):
    """The message is longer than the front door takes."""


class TooMany(ReceptionError):
    """Too many messages in a short time."""


class NotOffered(ReceptionError):
    """A payload that this conversation was never offered."""


class ChannelError(ReceptionError):
    """A channel's provider did not take a message.

    code: short and without words of people. permanent: sending it again is of no use.
    blocked: the visitor cannot be reached there at all. retry_after: seconds that the provider
    asks to wait, None when it does not say.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool = False,
        blocked: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"a message was not taken: {code}")
        self.code = code
        self.permanent = permanent or blocked
        self.blocked = blocked
        self.retry_after = retry_after


class JournalError(ReceptionError):
    """A message cannot be put into the journal: it is full, or the disk refuses."""


class RasaError(FirstStepError):
    """Rasa did not answer a turn.

    Args:
        message: what happened, without the visitor's words.
        permanent: sending the same again would not help.
    """

    def __init__(self, message: str, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class NotDelivered(FirstStepError):
    """A notice did not reach its receiver.

    Args:
        problem: a code, such as "smtp_421".
        permanent: trying again would not help.
        retry_after_s: seconds the receiver asks to be left alone.
    """

    def __init__(self, problem: str, permanent: bool = False, retry_after_s: float = 0.0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.permanent = permanent
        self.retry_after_s = retry_after_s


class FlowError(FirstStepError):
    """A contact request is not complete or not valid; `fields` names what is wrong."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("not valid: " + ", ".join(fields))
        self.fields = fields


class SignOnError(FirstStepError):
    """The identity provider of staff cannot be reached, or its answer cannot be trusted."""
