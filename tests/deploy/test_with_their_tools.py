"""The files of deploy/, read by the tools that are made for them; scripts/bring-deploy-tools brings
helm, kubernetes-validate and promtool without a container engine or a cluster."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from benchmarks.ports import free_port, wait_for
from first_step.reception.metrics import Metrics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PATH = os.pathsep.join([str(ROOT / ".tools" / "deploy"), os.environ["PATH"]])
# The oldest whose schemas hold everything that is used (a cron job's time zone), and the newest.
VERSIONS = ("1.27", "1.37")
# Everything optional in the chart, so that no template stays unread.
ALL = ("--set", "backup.existingClaim=backups", "--set", "ingress.enabled=true")


def needs(tool: str) -> pytest.MarkDecorator:
    missing = shutil.which(tool, path=PATH) is None
    return pytest.mark.skipif(missing, reason=f"{tool} could not be had")


def asked(
    *command: str, given: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    tool = shutil.which(command[0], path=PATH)
    assert tool is not None
    return subprocess.run(
        [tool, *command[1:]],
        cwd=DEPLOY,
        capture_output=True,
        text=True,
        input=given,
        env={"PATH": PATH, **environ},
    )


def run(*command: str, given: str | None = None, **environ: str) -> str:
    ended = asked(*command, given=given, **environ)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of everything that the chart makes."""
    file = tmp_path_factory.mktemp("chart") / "made.yaml"
    file.write_text(run("helm", "template", "fs", "helm", *ALL), "utf-8")
    return file


@needs("helm")
def test_helm_finds_nothing_to_say_against_the_chart() -> None:
    run("helm", "lint", "--strict", "helm")


@needs("helm")
def test_every_pod_is_limited_unprivileged_and_watched(rendered: Path) -> None:
    made = read(rendered)
    pods = [(each["kind"], spec) for each in made for spec in _pods(each)]
    assert len(pods) == 6
    for kind, pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"requests", "limits"} == set(container["resources"])
        mounted = {each["name"] for each in container["volumeMounts"]}
        assert mounted == {each["name"] for each in pod["volumes"]} | mounted & {"data"}
        if kind in ("Deployment", "StatefulSet"):
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)


@needs("helm")
def test_the_network_is_closed_but_for_what_each_part_needs(rendered: Path) -> None:
    made = read(rendered)
    policies = {each["metadata"]["name"]: each["spec"] for each in _of(made, "NetworkPolicy")}
    assert policies["fs-nothing"].keys() == {"podSelector", "policyTypes"}
    # The web process asks the action server nothing but how it is, for the doctor.
    for part, callers in (("rasa", ["web"]), ("actions", ["rasa", "web"])):
        (rule,) = policies[f"fs-{part}"]["ingress"]
        assert [_component(source) for source in rule["from"]] == callers
        for caller in callers:
            out = policies[f"fs-{caller}"]["egress"]
            assert part in [_component(each) for rule in out for each in rule["to"]]
    assert policies["fs-actions"]["egress"] == []
    assert len(_of(made, "PodDisruptionBudget")) == 3
    assert all(each["spec"]["type"] == "ClusterIP" for each in _of(made, "Service"))


@needs("helm")
@needs("kubernetes-validate")
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_accepts_every_object_of_the_chart(rendered: Path, version: str) -> None:
    said = run("kubernetes-validate", "--strict", "-k", version, str(rendered))
    assert said.count(" passed for resource ") == len(read(rendered)) == 20


@needs("helm")
@needs("kubernetes-validate")
def test_a_misspelt_field_is_refused(rendered: Path, tmp_path: Path) -> None:
    text = rendered.read_text("utf-8")
    assert "runAsNonRoot" in text
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("runAsNonRoot", "runAsNotRoot"), "utf-8")
    assert asked("kubernetes-validate", "--strict", str(wrong)).returncode != 0


@needs("docker-compose")
def test_compose_accepts_its_file(tmp_path: Path) -> None:
    # The first docker-compose, which Debian has, knows everything but the project's name.
    for each in (DEPLOY / "compose.yml", DEPLOY / "installation.env"):
        text = each.read_text("utf-8").replace("name: first-step\n", "", 1)
        (tmp_path / each.name).write_text(text, "utf-8")
    known = {"PUBLIC_URL": "https://chat.example.org", "SITE_ADDRESS": "chat.example.org"}
    run("docker-compose", "-f", str(tmp_path / "compose.yml"), "config", "--quiet", **known)


@needs("promtool")
def test_prometheus_accepts_scraping_and_alerts() -> None:
    run("promtool", "check", "config", "prometheus/scrape.yml")


@needs("promtool")
def test_each_alert_is_raised_when_it_should_be_and_never_while_all_is_well() -> None:
    run("promtool", "test", "rules", str(Path(__file__).parent / "alerts.yml"))


def test_each_alert_has_a_case_in_which_it_is_raised() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))
    cases = yaml.safe_load((Path(__file__).parent / "alerts.yml").read_text("utf-8"))
    raised = {
        case["alertname"]
        for group in cases["tests"]
        for case in group["alert_rule_test"]
        if case.get("exp_alerts")
    }
    assert raised == {rule["alert"] for group in rules["groups"] for rule in group["rules"]}


@needs("promtool")
def test_prometheus_can_read_every_question_of_the_dashboard(tmp_path: Path) -> None:
    board = json.loads((DEPLOY / "grafana/first-step.json").read_text("utf-8"))
    asks = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    rules = [{"record": f"question_{place}", "expr": each} for place, each in enumerate(asks)]
    file = tmp_path / "questions.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}), "utf-8")
    assert f"{len(asks)} rules found" in run("promtool", "check", "rules", str(file))


@needs("promtool")
def test_prometheus_can_read_what_the_web_process_counts() -> None:
    said = asked("promtool", "check", "metrics", given=Metrics().text().decode())
    assert said.stdout + said.stderr == ""


@needs("caddy")
def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    how = ("validate", "--adapter", "caddyfile", "--config", "Caddyfile")
    run("caddy", *how, SITE_ADDRESS="chat.example.org", HOME=str(tmp_path))


@needs("caddy")
def test_the_health_check_of_compose_asks_where_the_proxy_answers(tmp_path: Path) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    asks = urlsplit(compose["services"]["caddy"]["healthcheck"]["test"][-1])
    site, health = free_port(), free_port()
    places = {"SITE_ADDRESS": f"http://127.0.0.1:{site}", "HEALTH_PORT": str(health)}
    caddy = subprocess.Popen(
        ["caddy", "run", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        env={"PATH": PATH, "HOME": str(tmp_path), **places},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{health}{asks.path}", 20, caddy)
    finally:
        caddy.terminate()
        caddy.wait(10)
    shipped = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert f"http://{asks.hostname}:{{$HEALTH_PORT:{asks.port}}}" in shipped


def test_no_test_here_is_skipped_where_make_test_brought_the_tools() -> None:
    brought = (ROOT / "scripts" / "bring-deploy-tools").read_text("utf-8")
    needed = set(re.findall(r'^@needs\("([\w-]+)"\)', Path(__file__).read_text("utf-8"), re.M))
    assert {each for each in needed if each not in brought} == {"caddy"}
    assert "caddy" in (ROOT / "scripts" / "bring-services").read_text("utf-8")


def read(file: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(file.read_text("utf-8")) if each]


def _of(made: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in made if each["kind"] == kind]


def _pods(made: dict[str, Any]) -> list[dict[str, Any]]:
    spec = made.get("spec", {})
    if made["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return [spec["template"]["spec"]] if "template" in spec else []


def _component(peer: dict[str, Any]) -> str | None:
    labels = peer.get("podSelector", {}).get("matchLabels", {})
    return labels.get("app.kubernetes.io/component")
