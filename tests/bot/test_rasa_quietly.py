from __future__ import annotations

import logging
import sys

import pytest
from rasa.shared.exceptions import RasaException

from bot.rasa_quietly import without_trace_of_outage


@pytest.mark.parametrize(
    ("error", "traced"), [(RasaException("no server at 5055"), False), (ValueError("ours"), True)]
)
def test_only_a_server_that_is_away_leaves_no_trace(error: Exception, traced: bool) -> None:
    try:
        raise error
    except Exception:
        record = logging.LogRecord(
            "rasa.core.processor", logging.ERROR, "", 1, "could not run", (), sys.exc_info()
        )
    assert without_trace_of_outage(record)
    assert (record.exc_info is not None) is traced
