"""Addresses of servers, judged by their text alone: nothing is asked."""

from ipaddress import ip_address

import httpx


def web(url: str) -> httpx.URL | None:
    """Return a URL that can be asked over HTTP; None for anything else."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
    return address if address.scheme in {"http", "https"} and address.host else None


def is_local(url: str) -> bool:
    """Say whether a URL's host is this machine."""
    address = web(url)
    host = address.host.rstrip(".").lower() if address else ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
