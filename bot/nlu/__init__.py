"""Rasa graph components over `first_step.understanding`."""

from bot.nlu.crisis_guard import CrisisGuard
from bot.nlu.entity_reader import EntityReader
from bot.nlu.label_classifier import LabelClassifier
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.nlu.tokenizer import EnglishTokenizer

__all__ = ["CrisisGuard", "EnglishTokenizer", "EntityReader", "LabelClassifier", "SentenceEncoder"]
