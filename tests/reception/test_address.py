from __future__ import annotations

import ipaddress

import pytest
from starlette.requests import Request

from first_step.reception.address import client_address, is_internal, limit_key

PROXY = ("10.0.0.0/8", "2001:db8::/32")


def request_from(peer: str, forwarded: str | None = None) -> Request:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.5", None, (), "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", (), "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", PROXY, "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1", PROXY, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", PROXY, "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.2.2.2", PROXY, "198.51.100.1"),
        ("10.0.0.1", "nonsense", PROXY, "10.0.0.1"),
        ("10.0.0.1", "", PROXY, "10.0.0.1"),
        ("::ffff:203.0.113.5", None, (), "203.0.113.5"),
    ],
)
def test_only_trusted_proxies_are_believed(
    peer: str, forwarded: str | None, trusted: tuple[str, ...], expected: str
) -> None:
    assert str(client_address(request_from(peer, forwarded), trusted)) == expected


def test_this_machine_itself_is_not_limited() -> None:
    assert limit_key(ipaddress.ip_address("127.0.0.1")) is None
    assert limit_key(ipaddress.ip_address("::1")) is None
    assert limit_key(None) is None


def test_addresses_of_one_household_count_as_one() -> None:
    one, two = (ipaddress.ip_address(f"2001:db8::{last}") for last in (1, 2))
    assert limit_key(one) == limit_key(two) == "2001:db8::/64"


@pytest.mark.parametrize(
    ("peer", "forwarded", "internal"),
    [
        ("127.0.0.1", None, True),
        ("10.0.0.1", None, True),
        ("8.8.8.8", None, False),
        ("8.8.8.8", "127.0.0.1", False),
        ("127.0.0.1", "8.8.8.8", False),
        ("10.0.0.1", "8.8.8.8", False),
        ("10.0.0.1", "10.0.0.9", True),
    ],
)
def test_what_came_through_a_proxy_is_internal_only_if_the_proxy_says_so(
    peer: str, forwarded: str | None, internal: bool
) -> None:
    trusted = ("10.0.0.0/8",)
    assert is_internal(request_from(peer, forwarded), trusted) is internal
