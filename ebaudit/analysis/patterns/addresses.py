"""IP addresses and blocks as the open-source engine reads them.

Source: commons-net ``SubnetUtils`` 3.9, whose blocks leave out the network and broadcast addresses.
"""

import re

from ebaudit.model.record import Record

_QUAD = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\Z")
_BLOCK = re.compile(r"([0-9.]+)/([0-9]{1,2})\Z")
_BITS = 32


class Block(Record):
    """An IPv4 block, or one address of either family.

    ``low`` and ``high`` bound the addresses inside, edges included; ``bits`` is the length of the
    mask, or -1 for a single address without one; ``six`` marks a single IPv6 address.
    ``stray`` says that bits beyond the mask are set.
    """

    low: int
    high: int
    bits: int
    six: bool = False
    stray: bool = False

    def usable(self) -> tuple[int, int] | None:
        """Return first and last address that match when the edges of a block do not; ``None`` when none does."""
        if self.bits < 0:
            return self.low, self.high
        return (self.low + 1, self.high - 1) if self.high - self.low > 1 else None


def parse_ipv4(text: str) -> int | None:
    """Read dotted decimal; leading zeros are decimal too."""
    found = _QUAD.match(text)
    if found is None:
        return None
    value = 0
    for part in found.groups():
        octet = int(part)
        if octet > 255:
            return None
        value = value << 8 | octet
    return value


def ipv4_text(value: int) -> str:
    """Print dotted decimal."""
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def parse_ipv6(text: str) -> int | None:
    """Read an IPv6 address."""
    if ":" not in text or "%" in text:
        return None
    from ipaddress import AddressValueError, IPv6Address

    try:
        return int(IPv6Address(text))
    except AddressValueError:
        return None


def parse_block(text: str) -> Block | None:
    """Read the operand of ``cidr``; ``None`` when the service rejects it."""
    found = _BLOCK.match(text)
    if found is not None:
        address, bits = parse_ipv4(found[1]), int(found[2])
        if address is None or bits > _BITS:
            return None
        size = 1 << (_BITS - bits)
        low = address // size * size
        return Block(low, low + size - 1, bits, stray=low != address)
    address = parse_ipv4(text)
    if address is not None:
        return Block(address, address, -1)
    address = parse_ipv6(text)
    return Block(address, address, -1, six=True) if address is not None else None
