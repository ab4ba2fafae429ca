"""Which address a request comes from, believing no header that a stranger could have written."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.requests import Request

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: Request, trusted_proxies: Sequence[str]) -> Address | None:
    """Return the address of the visitor's machine, None when the server does not know it.

    X-Forwarded-For is read from its right end, as far as the addresses are trusted proxies.
    """
    peer = _address(request.client.host if request.client else "")
    networks = [ipaddress.ip_network(network) for network in trusted_proxies]
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    while peer is not None and hops and any(peer in network for network in networks):
        before = _address(hops.pop())
        if before is None:
            break
        peer = before
    return peer


def limit_key(address: Address | None) -> str | None:
    """Return what an address is counted under, None for this machine itself.

    A neighbourhood of IPv6 addresses (/64) belongs to one household.
    """
    if address is None or address.is_loopback:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def is_internal(request: Request, trusted_proxies: Sequence[str]) -> bool:
    """Return whether a request comes from this machine or its private network.

    What came through a proxy that nobody named as trusted may come from anywhere.
    """
    peer = _address(request.client.host if request.client else "")
    address = client_address(request, trusted_proxies)
    through_stranger = address == peer and "x-forwarded-for" in request.headers
    return address is not None and address.is_private and not through_stranger


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
