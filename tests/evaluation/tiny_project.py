"""A project of eight labels with twelve examples each, that a model learns in seconds."""

from __future__ import annotations

from pathlib import Path

_FRAMES = ("{}", "is it {}", "tell me about {} please", "why {} then")
_WORDS = {
    "cause/trauma": ("trauma", "a bad childhood", "what i saw in the war"),
    "cause/genetic": ("genes", "dna", "being born with it"),
    "myth/choice": ("a choice", "choosing it", "deciding to use"),
    "myth/willpower": ("willpower", "being weak", "not trying hard enough"),
    "treatment/detox": ("detox", "getting it out of my system", "the first week of detox"),
    "treatment/cost": ("the price", "how much money", "paying monthly"),
    "greet": ("hello", "good morning", "hiya"),
    "goodbye": ("goodbye", "see you later", "bye for now"),
}
# The label of each of these is plain from one word of its examples.
CLEAR = {
    "tell me about trauma": "cause/trauma",
    "is it my genes": "cause/genetic",
    "is it a choice": "myth/choice",
    "tell me about willpower": "myth/willpower",
    "tell me about detox": "treatment/detox",
    "tell me the price": "treatment/cost",
    "hello": "greet",
    "goodbye": "goodbye",
}


def write_tiny_project(root: Path) -> Path:
    """Write training data as the project keeps it: plain labels, and topics in a folder."""
    folder = root / "data" / "nlu"
    folder.mkdir(parents=True, exist_ok=True)
    plain = [label for label in _WORDS if "/" not in label]
    (root / "data" / "nlu.yml").write_text(_blocks(plain), encoding="utf-8")
    topics = [label for label in _WORDS if "/" in label]
    (folder / "topics.yml").write_text(_blocks(topics), encoding="utf-8")
    return root


def _blocks(labels: list[str]) -> str:
    lines = ['version: "3.1"', "nlu:"]
    for label in labels:
        lines += [f"- intent: {label}", "  metadata:", "    author: a1", "  examples: |"]
        lines += [f"    - {frame.format(word)}" for word in _WORDS[label] for frame in _FRAMES]
    return "\n".join(lines) + "\n"
