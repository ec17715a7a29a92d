"""How many connections may be open, and what one of them may take: numbers alone, nothing is opened here."""

from __future__ import annotations

import contextlib
import ipaddress
import resource
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

#: Descriptors that a process needs beside its connections: store, indices, pages that are drawn.
_OWN = 64
#: Descriptors that are enough for any process of ours.
_ENOUGH = 1 << 16
#: Connections that trusted addresses may have beyond all others: whoever looks after a service must get through.
_RESERVED = 16
#: An IPv6 client has a network of its own, of so many bits.
_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a connection may take.

    Attributes:
        head_bytes: of the first line of a request and its headers.
        head_seconds: from the first byte of a request, or from the connection's begin, to the end of its headers.
        body_seconds: to send the body.
        idle_seconds: between two requests.
        stuck_seconds: in which a client takes nothing of an answer that waits for it.
        linger_seconds: in which a refused client may read why, and a closed one take the rest.
        watch_seconds: between two looks at what is overdue.
    """

    head_bytes: int = 64 << 10
    head_seconds: float = 10.0
    body_seconds: float = 120.0
    idle_seconds: float = 15.0
    stuck_seconds: float = 60.0
    linger_seconds: float = 2.0
    watch_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class ServingLimits:
    """How much of a service clients may have; each of them a setting.

    Attributes:
        connections: open at a time, in all.
        connections_of_address: of one address.
        proxies: addresses and networks of reverse proxies, parted by commas: they speak for others, whose addresses
            they name (``X-Forwarded-For``).
        questions_at_once: that a process works on; 0 for the usual.
        questions_waiting: that wait in a process.
    """

    connections: int = 1_000
    connections_of_address: int = 100
    proxies: str = "127.0.0.0/8,::1"
    questions_at_once: int = 0
    questions_waiting: int = 128


class Refusal(StrEnum):
    """Why a connection is not taken."""

    TOO_MANY = "too_many"
    TOO_MANY_OF_ADDRESS = "too_many_of_address"
    NO_DESCRIPTORS = "no_descriptors"


class OpenConnections:
    """Counts connections, in all and of each address; whoever has enough gets no more.

    Args:
        most: in all.
        most_of_address: of one address; not of those that are trusted.
        trusted: addresses and networks of reverse proxies, which speak for many.
    """

    def __init__(self, most: int, most_of_address: int, trusted: Trusted) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._trusted = trusted
        self._of: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many are open."""
        return self._of.total()

    def enter(self, address: str) -> Refusal | None:
        """A client comes; None where it may stay, and then `leave` is called once."""
        trusted = self._trusted.holds(address)
        if self.count >= self._most + (_RESERVED if trusted else 0):
            return Refusal.TOO_MANY
        if not trusted and self._of[client_of(address)] >= self._most_of_address:
            return Refusal.TOO_MANY_OF_ADDRESS
        self._of[client_of(address)] += 1
        return None

    def leave(self, address: str) -> None:
        """A connection has ended."""
        client = client_of(address)
        self._of[client] -= 1
        if self._of[client] <= 0:
            del self._of[client]


class Trusted:
    """Addresses of reverse proxies.

    Args:
        told: addresses and networks (``10.0.0.0/8``), parted by commas.

    Raises:
        ValueError: one of them is neither.
    """

    def __init__(self, told: str) -> None:
        self.told = ",".join(one.strip() for one in told.split(",") if one.strip())
        self._networks = [ipaddress.ip_network(one, strict=False) for one in self.told.split(",") if one]

    def holds(self, address: str) -> bool:
        """Whether an address is one of them."""
        with contextlib.suppress(ValueError):
            wanted = _plain(ipaddress.ip_address(address.partition("%")[0]))
            return any(wanted in network for network in self._networks if network.version == wanted.version)
        return False


def client_of(address: str) -> str:
    """Whom an address stands for: an IPv6 client has a whole network of addresses."""
    try:
        plain = _plain(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return address
    if plain.version == 4:
        return str(plain)
    return str(ipaddress.ip_network((plain, _NETWORK_BITS), strict=False))


def _plain(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def raise_descriptor_limit() -> int:
    """Let this process open as many files and connections as it may; returns how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # macOS names a limit that it then refuses.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return soft if soft != resource.RLIM_INFINITY else _ENOUGH


def connections_within(descriptors: int) -> int:
    """How many connections a process may hold that may open so many descriptors, and has some open already."""
    try:
        used = len(list(Path("/dev/fd").iterdir()))
    except OSError:
        used = _OWN
    return max(4, descriptors - used - _OWN)
