"""Whether the three servers answer, and whether Rasa takes the token of the web process."""

from __future__ import annotations

import httpx

from first_step.admissions.settings import Settings
from first_step.cli.examinations.finding import Finding

_SECONDS = 2.0
# What bot/channel.py says to an empty message of a known caller.
_NO_MESSAGE = 400


def servers(settings: Settings, web: str | None = None) -> list[Finding]:
    """Return how each answers. web: where the web process is, by default this machine."""
    web = (web or _here(settings)).rstrip("/")
    found = [answering(name, address) for name, address in addresses_of(settings, web)]
    if found[0].well:
        found[0] = _ready(web)
    if found[1].well:
        found[1] = _token_taken(settings)
    return found


def addresses_of(settings: Settings, web: str | None = None) -> list[tuple[str, str]]:
    """Return each server's name, and the address that answers with 200 while it runs."""
    return [
        ("web", f"{web or _here(settings)}/healthz"),
        ("rasa", f"{settings.rasa_url}/webhooks/front_door/"),
        ("actions", f"{settings.action_url}/health"),
    ]


def _here(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.web_port}"


def answering(name: str, address: str) -> Finding:
    """Return whether a server answers with 200 at an address, and how it fails if not."""
    try:
        status = httpx.get(address, timeout=_SECONDS, trust_env=False).status_code
    except httpx.TimeoutException:
        words = f"takes no question within {_SECONDS:.0f} s at {address}: hung, or very busy"
        return Finding(name, False, words)
    except httpx.HTTPError as error:
        words = f"does not answer at {address} ({type(error).__name__}): not running there"
        return Finding(name, False, words)
    # Each of the three has this address; whoever does not know it is somebody else.
    stranger = ": another program has its port" if status in (404, 405, 501) else ""
    return Finding(name, status == 200, f"answers with {status} at {address}{stranger}")


def _ready(web: str) -> Finding:
    """Return what the web process itself says of its parts; it may see others than we do."""
    try:
        said = httpx.get(f"{web}/readyz", timeout=5 * _SECONDS, trust_env=False)
        if said.status_code == 404:  # the proxy keeps it inside
            return Finding("web", True, "lives")
        parts = {name: state for name, state in said.json().items() if state == "away"}
    except (httpx.HTTPError, ValueError, AttributeError):
        return Finding("web", False, "lives, and cannot say whether it is ready")
    if parts:
        return Finding("web", False, f"lives, but for it these are away: {', '.join(parts)}")
    return Finding("web", True, "lives, with all its parts")


def _token_taken(settings: Settings) -> Finding:
    """Return whether Rasa was started with the same token, by a message that is none."""
    try:
        status = httpx.post(
            f"{settings.rasa_url}/webhooks/front_door/webhook",
            json={},
            headers={"Authorization": f"Bearer {settings.rasa_token}"},
            timeout=_SECONDS,
            trust_env=False,
        ).status_code
    except httpx.HTTPError as error:
        return Finding("rasa", False, f"answers, and takes no message ({type(error).__name__})")
    if status == 401:
        return Finding("rasa", False, "answers, and refuses the token FIRST_STEP_RASA_TOKEN")
    if status != _NO_MESSAGE:
        return Finding("rasa", False, f"answers, and a message with {status}")
    return Finding("rasa", True, "answers, and knows the token")
