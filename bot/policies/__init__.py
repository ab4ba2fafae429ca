"""Policies that stand above Rasa's rules: danger first, then doubt."""

from bot.policies.crisis import CrisisPolicy
from bot.policies.doubt import DoubtPolicy

__all__ = ["CrisisPolicy", "DoubtPolicy"]
