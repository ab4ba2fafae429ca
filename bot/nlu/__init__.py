"""Rasa graph components over `first_step.understanding`."""

from bot.nlu.crisis_guard import CrisisGuard
from bot.nlu.entity_reader import EntityReader
from bot.nlu.label_classifier import LabelClassifier
from bot.nlu.language_reader import LanguageReader
from bot.nlu.red_flag_reader import MentionedRedFlags
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.nlu.tokenizer import EnglishTokenizer

__all__ = [
    "CrisisGuard",
    "EnglishTokenizer",
    "EntityReader",
    "LabelClassifier",
    "LanguageReader",
    "MentionedRedFlags",
    "SentenceEncoder",
]
