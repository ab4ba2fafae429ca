from __future__ import annotations

import contextlib
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from first_step.desk.forms import fields_of
from first_step.desk.problems import DeskProblem


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"a=", b"&", b"%", b"%FF", b"%00", b"=", b"x"])).map(b"".join)
)
def test_any_body_is_a_form_or_a_problem(body: bytes) -> None:
    with contextlib.suppress(DeskProblem):
        for name, value in fields_of(body).items():
            assert name is not None
            assert all(each.isprintable() or each in "\n\t" for each in value)


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=30), max_size=6))
def test_what_a_browser_sends_arrives_but_for_control_characters(sent: dict[str, str]) -> None:
    plain = {name: value for name, value in sent.items() if value.isprintable()}
    with contextlib.suppress(UnicodeEncodeError):
        assert fields_of(urlencode(plain).encode()) == plain
