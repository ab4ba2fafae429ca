from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.messages import read_messages, read_red_flags, read_sequences

CELLS = st.sampled_from(
    ["text", "label", "author", "\t", "\n", "greet", "R8", "||", "explicit", "é"]
)
CONTENT = st.binary(max_size=120) | st.lists(CELLS, max_size=15).map(lambda p: "".join(p).encode())


@given(CONTENT, st.sampled_from([read_messages, read_red_flags, read_sequences]))
def test_whatever_a_set_of_messages_holds_it_is_read_or_refused(content: bytes, read) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(UnderstandingError):
        file = Path(folder) / "set.tsv"
        file.write_bytes(content)
        read(file)
