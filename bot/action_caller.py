"""Lets Rasa bring the token that the action server asks for."""

from __future__ import annotations

from typing import Optional

from rasa.core.utils import AvailableEndpoints


def bring_token(token: str) -> None:
    """Let every call of the action server carry the token.

    Not by `${...}` in endpoints.yml: a secret from a file would have to enter the environment,
    and Rasa's own commands would refuse to start without it.
    """
    read = AvailableEndpoints.read_endpoints

    def with_token(endpoint_file: Optional[str]) -> AvailableEndpoints:
        endpoints = read(endpoint_file)
        if endpoints.action is not None:
            endpoints.action.headers["Authorization"] = f"Bearer {token}"
        return endpoints

    AvailableEndpoints.read_endpoints = with_token
