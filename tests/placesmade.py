"""Small files of places in MaxMind's format, written as its specification says (version 2.0)."""

import ipaddress
import struct
from collections.abc import Mapping

_STRING, _DOUBLE, _BYTES, _WORD, _MAP, _LONG, _WIDE, _LIST = 2, 3, 4, 5, 7, 6, 9, 11
_MARK = b"\xab\xcd\xefMaxMind.com"


def places_file(
    places: Mapping[str, tuple[float, float]], kind: str = "Test-City", radius: int = 20
) -> bytes:
    """Write networks of version 4 and where they are, with how many km that may be wrong."""
    data, offsets = b"", []
    for latitude, longitude in places.values():
        offsets.append(len(data))
        place = {"latitude": latitude, "longitude": longitude, "accuracy_radius": radius}
        data += value({"location": place})
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    for network, offset in zip(map(ipaddress.ip_network, places), offsets, strict=True):
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        node = 0
        for bit in map(int, bits[:-1]):
            if nodes[node][bit] is None:
                nodes.append([None, None])
                nodes[node][bit] = len(nodes) - 1
            node = nodes[node][bit] or 0
        leaves[node, int(bits[-1])] = offset
    nowhere = len(nodes)
    tree = b""
    for at, pair in enumerate(nodes):
        for side, inner in enumerate(pair):
            leaf = leaves.get((at, side))
            leads = nowhere + 16 + leaf if leaf is not None else inner or nowhere
            tree += leads.to_bytes(3, "big")
    about = {
        "node_count": nowhere, "record_size": 24, "ip_version": 4, "database_type": kind,
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1_600_000_000,
        "languages": ["en"], "description": {"en": "made for a test"},
    }  # fmt: skip
    return tree + bytes(16) + data + _MARK + value(about)


def value(one: object) -> bytes:
    """Write a value as the data section holds it."""
    if isinstance(one, str):
        return _head(_STRING, len(one)) + one.encode()
    if isinstance(one, float):
        return _head(_DOUBLE, 8) + struct.pack(">d", one)
    if isinstance(one, int):
        return _head(_LONG, 4) + struct.pack(">I", one)
    if isinstance(one, dict):
        return _head(_MAP, len(one)) + b"".join(value(key) + value(held) for key, held in one.items())
    if isinstance(one, list):
        return bytes((len(one), _LIST - 7)) + b"".join(map(value, one))
    raise TypeError(one)


def _head(kind: int, size: int) -> bytes:
    return bytes((kind << 5 | size,)) if size < 29 else bytes((kind << 5 | 29, size - 29))
