from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

from first_step.store import alerts
from first_step.store.database import open_database
from tests.reception.house import settings_for
from tests.reception.notices.receivers import web_server

from .conftest import Open

KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="


def test_a_running_process_delivers_what_lies_in_the_outbox(open_app: Open, tmp_path: Path) -> None:
    with web_server() as hook:
        app = open_app(
            FIRST_STEP_WEBHOOKS=f"pager={hook.url}", FIRST_STEP_WEBHOOK_SECRETS=f"pager:{KEY}"
        )
        database = open_database(settings_for(tmp_path, "http://127.0.0.1:9"))
        with database.write() as session:
            now = datetime.now(timezone.utc)
            alerts.raise_alert(session, "kev", "crisis_overdose", "act", {}, now)
        assert hook.came.wait(20)
        assert json.loads(hook.requests[0][1])["body"]["band"] == "act"
        database.dispose()
        assert 'first_step_notices_held{state="dead"}' in app.get("/metrics").text
