"""Whose request it is, so far as it counts for how much one sender may send.

Behind a proxy every request comes from the proxy, and one sender's too many would be everybody's.
What a reader writes in the header herself stands to the left of what the proxies add.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from web.access import site

HEADER = "X-Forwarded-For"
NET_BITS = 64
"""One household or office has this many of the 128 bits, and all the addresses below."""


def reader_address() -> str:
    """The reader's address, or the net that it is one of; the proxy's when the proxy tells none."""
    peer = request.remote_addr or ""
    trusted = site().proxies
    told = [one.strip() for line in request.headers.getlist(HEADER) for one in line.split(",")]
    if not trusted or len(told) < trusted:
        return _net(peer) or peer
    return _net(told[-trusted]) or peer


def _net(text: str) -> str:
    """Empty for what is no address."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((int(address), NET_BITS), strict=False))
    return str(address)
