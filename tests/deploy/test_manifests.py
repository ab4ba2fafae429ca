"""The files of deploy/ say what an operator relies on, looked at as data; test_with_their_tools.py
lets their own tools read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from first_step.admissions.settings import described_settings
from first_step.cli.main import app
from first_step.reception.metrics import Metrics

from ..installation import SECRETS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CHART = "\n".join(p.read_text("utf-8") for p in sorted((DEPLOY / "helm/templates").glob("*")))
REQUIRED = {f"FIRST_STEP_{name}" for name in ("SEALING_KEYS", *SECRETS)}
OURS = ["web", "rasa", "actions", "migrate", "operator"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_limited_unprivileged_and_cannot_write_its_image(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert "privileged" not in service
    if name != "caddy":  # its image starts as root to take ports 80 and 443
        assert service["user"].split(":")[0] not in ("root", "0")
    if name not in ("migrate", "operator"):
        assert service["healthcheck"]["test"][0] == "CMD"


def test_only_caddy_is_open_and_what_is_inside_has_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    inner = ("rasa", "actions", "postgres", "redis", "migrate")
    assert [name for name in inner if SERVICES[name]["networks"] != ["inside"]] == []
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert "inside" not in SERVICES["caddy"]["networks"]
    assert SERVICES["web"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", OURS)
def test_secrets_come_from_files_and_every_variable_is_a_setting(name: str) -> None:
    environment = SERVICES[name]["environment"]
    rows = {row.name: row for row in described_settings()}
    for row in rows.values():
        assert not (row.secret and row.name in environment)
        if row.name in REQUIRED:
            file = environment[row.name + "_FILE"].rpartition("/")[2]
            assert file in SERVICES[name]["secrets"]
            assert COMPOSE["secrets"][file]["file"].startswith("./secrets/")
    ours = {key for key in environment if key.startswith("FIRST_STEP_")}
    assert {key.removesuffix("_FILE") for key in ours} <= set(rows)
    assert not re.search(r":[^/@]*@", environment["FIRST_STEP_DATABASE_URL"])


def test_what_is_optional_names_settings_and_no_secret_itself() -> None:
    text = (DEPLOY / "installation.env").read_text("utf-8")
    rows = {row.name: row for row in described_settings()}
    for name in re.findall(r"^#?(FIRST_STEP_\w+)=", text, re.MULTILINE):
        assert name in rows or rows[name.removesuffix("_FILE")].secret
        assert not (name in rows and rows[name].secret)


def test_no_secret_is_in_the_files_or_gets_into_the_image() -> None:
    assert "deploy/secrets" in (ROOT / ".dockerignore").read_text("utf-8").split()
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_the_image_is_built_in_stages_and_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    last = lines[lines.index(stages[-1]) :]
    assert len(stages) == 2
    assert "USER 10001:10001" in last
    assert last.index("USER 10001:10001") > last.index("COPY models models")
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists() or source == "models", source


def test_packages_are_installed_by_hash() -> None:
    assert "pip sync --require-hashes" in (ROOT / "Makefile").read_text("utf-8")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^[a-z0-9-]+==.*\\$", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9-]+==", lock, re.MULTILINE)) > 100


def test_endpoints_differ_from_the_projects_in_the_action_servers_address_alone() -> None:
    ours = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    compose = yaml.safe_load((DEPLOY / "endpoints.yml").read_text("utf-8"))
    compose["action_endpoint"]["url"] = ours["action_endpoint"]["url"]
    assert compose == ours
    for name in (ours["tracker_store"]["type"], ours["nlg"]["type"]):
        assert name in CHART


def test_commands_in_the_files_exist() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    text = CHART + (DEPLOY / "compose.yml").read_text("utf-8")
    used = set(re.findall(r'"?first-step"?,? "?(migrate|purge|backup|doctor|\w+)"', text))
    assert used
    assert used <= known


def test_every_metric_of_dashboard_and_alerts_exists() -> None:
    made = set(re.findall(r"^# TYPE (\w+)", Metrics().text().decode(), re.MULTILINE))
    board = json.loads((DEPLOY / "grafana/first-step.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    alerts = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))
    asked += [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    used = {name for words in asked for name in re.findall(r"first_step_\w+", words)}
    assert len(used) > 8
    assert {re.sub(r"_bucket$", "", name) for name in used} <= made
    shown = {re.sub(r"_bucket$", "", name) for name in used}
    assert {name for name in made if not name.endswith("_created")} <= shown


def test_the_proxy_keeps_metrics_inside_and_writes_no_addresses() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert re.search(r"@inside path /metrics", caddy)
    assert not re.search(r"^\s*log\b", caddy, re.MULTILINE)
    assert "web 8000" in caddy


def test_the_proxy_gives_up_on_those_who_send_slowly_or_too_much() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    for limit in (r"read_header \d\ds", r"read_body \d\ds", r"max_size 64KB"):
        assert re.search(limit, caddy)


def test_the_chart_never_holds_a_secret_and_sets_what_every_pod_needs() -> None:
    assert "kind: Secret" not in CHART
    for words in ("runAsNonRoot: true", "readOnlyRootFilesystem: true", "drop: [ALL]"):
        assert words in CHART
    variables = set(re.findall(r"FIRST_STEP_[A-Z_]+", CHART))
    rows = {row.name for row in described_settings()}
    assert {name.removesuffix("_FILE") for name in variables} <= rows
