"""Tokens by spaCy's blank English, which no stock Rasa component offers without a download."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from first_step.understanding.english import english


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class EnglishTokenizer(Tokenizer):
    """Splits a text into words and punctuation."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return Rasa's own defaults for a tokenizer."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Return the tokens of one attribute of a message."""
        document = english().make_doc(message.get(attribute))
        return [Token(token.text, token.idx) for token in document if not token.is_space]
