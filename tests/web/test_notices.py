from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from first_step.store import alerts
from first_step.store.database import open_database
from tests.reception.house import settings_for
from tests.reception.notices.receivers import web_server

from .conftest import Open

KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="


def test_a_running_process_delivers_notices_and_passes_on_what_nobody_saw(
    open_app: Open, tmp_path: Path
) -> None:
    with web_server() as hook:
        database = open_database(settings_for(tmp_path, "http://127.0.0.1:9"))
        with database.write() as session:
            early = datetime.now(timezone.utc) - timedelta(minutes=6)
            alerts.raise_alert(session, "kev", "crisis_overdose", "act", {}, early)
        database.dispose()
        app = open_app(
            FIRST_STEP_WEBHOOKS=f"pager={hook.url}", FIRST_STEP_WEBHOOK_SECRETS=f"pager:{KEY}"
        )
        assert all(hook.came.acquire(timeout=20) for _ in range(2))
        kinds = {json.loads(body)["kind"] for _, body in hook.requests}
        assert kinds == {"crisis_alert", "alert_escalated"}
        assert 'first_step_notices_held{state="dead"}' in app.get("/metrics").text
