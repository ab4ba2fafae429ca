from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import ContentError
from first_step.content.labels import LABELS
from first_step.content.learned import FILE, add_learned, plain_example, read_learned

BLOCKS = st.lists(
    st.sampled_from(["nlu:", "- intent: greet", "  examples: |", "    - hello", "  examples: 3",
                     "[", "&a [*a]", "- intent: [x]", "null", "\t"]),
    max_size=6,
).map(lambda lines: "\n".join(lines).encode())  # fmt: skip


@given(st.binary(max_size=100) | BLOCKS)
def test_whatever_the_file_of_learned_examples_holds_it_is_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(ContentError):
        (Path(name) / FILE).write_bytes(content)
        assert set(read_learned(Path(name))) <= set(LABELS)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_an_approved_sentence_is_found_as_it_was_added(texts: list[str]) -> None:
    plain = [each for each in map(plain_example, texts) if each.strip()]
    with tempfile.TemporaryDirectory() as name:
        for each in plain:
            add_learned(Path(name), LABELS[0], each)
        found = read_learned(Path(name)).get(LABELS[0], ())
        assert set(found) == set(plain)
