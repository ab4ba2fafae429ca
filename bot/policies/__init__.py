"""Policies that stand above Rasa's rules: danger first, doubt last."""

from bot.policies.crisis import CrisisPolicy
from bot.policies.doubt import DoubtPolicy
from bot.policies.language import LanguagePolicy
from bot.policies.proof import ProofPolicy
from bot.policies.red_flags import RedFlagPolicy
from bot.policies.second_question import SecondQuestionPolicy
from bot.policies.volunteered import VolunteeredPolicy

__all__ = [
    "CrisisPolicy",
    "DoubtPolicy",
    "LanguagePolicy",
    "ProofPolicy",
    "RedFlagPolicy",
    "SecondQuestionPolicy",
    "VolunteeredPolicy",
]
