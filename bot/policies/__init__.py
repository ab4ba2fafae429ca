"""Policies that stand above Rasa's rules: danger first, then a wish to be called, then doubt."""

from bot.policies.crisis import CrisisPolicy
from bot.policies.doubt import DoubtPolicy
from bot.policies.volunteered import VolunteeredPolicy

__all__ = ["CrisisPolicy", "DoubtPolicy", "VolunteeredPolicy"]
