"""Which network addresses a caller may make us connect to. Pure, but for the one function that asks the resolver."""

import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import anyio

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) → the addresses to try, in order. Raises OSError for a name that has none."""

# IPv6 addresses that carry an IPv4 address which a gateway would connect to, and how far it stands from the right.
_CARRIERS: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated, RFC 7915
    (IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("64:ff9b:1::/48"), 0),  # local-use NAT64, RFC 8215
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)
_TEREDO = IPv6Network("2001::/32")  # the client's IPv4 address lies in it bit by bit inverted, RFC 4380
_SITE_LOCAL = IPv6Network("fec0::/10")


def is_public(address: str) -> bool:
    """Say whether `address` is one of the public internet: not loopback, private, link-local, multicast, reserved …

    An IPv6 address that carries an IPv4 address is judged by both. What is no address is not public.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return _is_public_v6(parsed)
    return _is_global(parsed)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address in _TEREDO or address in _SITE_LOCAL:
        return False
    for network, shift in _CARRIERS:
        if address in network:
            return _is_global(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    # is_global alone holds for multicast groups, and changed its mind about others between Python versions.
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver; it also reads `2130706433` and `0x7f.1` as the IPv4 addresses that they are."""
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label over 63 characters
        raise OSError(f"{host!r} is no host name") from error
    return [str(address[0]) for *_, address in found]
