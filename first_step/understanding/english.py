"""The blank English spaCy pipeline that everything else here builds on."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


@cache
def english() -> Any:
    """Return spaCy's blank English pipeline: vocabulary and tokeniser, nothing downloaded."""
    return _without_tensorflow()


def token_matcher() -> Any:
    """Return an empty spaCy Matcher over the English vocabulary."""
    # After english(): the first import of spaCy must be the guarded one.
    vocabulary = english().vocab
    from spacy.matcher import Matcher

    return Matcher(vocabulary)


def phrase_matcher() -> Any:
    """Return an empty spaCy PhraseMatcher that ignores case."""
    vocabulary = english().vocab
    from spacy.matcher import PhraseMatcher

    return PhraseMatcher(vocabulary, attr="LOWER")


def _without_tensorflow() -> Any:
    # spaCy's backend imports TensorFlow whenever it is installed: six seconds and 300 MB that a
    # process without Rasa never uses. A None entry makes that import fail quietly.
    absent = "tensorflow" not in sys.modules
    if absent:
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        import spacy

        return spacy.blank("en")
    finally:
        if absent:
            del sys.modules["tensorflow"]
