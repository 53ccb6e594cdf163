"""Functions of network prefixes.

Source: https://developer.hashicorp.com/terraform/language/functions#ip-network-functions
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from ebaudit.model.types import STRING
from ebaudit.model.value import ListValue, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at, whole_at
from ebaudit.readers.hcl.functions.context import CallContext

Network = IPv4Network | IPv6Network
_MAPPED = 96
"""How many bits stand before an IPv4 address that is written as an IPv6 one; Terraform drops them."""
_ZEROS = re.compile(r"(^|\.)0+(?=\d)")


def _network(text: str) -> Network:
    address, slash, bits = text.partition("/")
    if "." in address and ":" not in address:
        address = _ZEROS.sub(r"\1", address)
    known = bool(slash) and bits.isascii() and bits.isdigit()
    try:
        network = ip_network(f"{address}/{int(bits)}" if known else "", strict=False)
    except ValueError:
        raise EvalError(f'invalid CIDR expression: "{text[:60]}" is not a valid CIDR address', argument=0) from None
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is not None and network.prefixlen >= _MAPPED:
        return IPv4Network((mapped, network.prefixlen - _MAPPED))
    return network


def _cidrhost(args: list[Value], _context: CallContext) -> Value:
    network, number = _network(text_at(args, 0)), whole_at(args, 1)
    size = network.max_prefixlen - network.prefixlen
    place = number if number >= 0 else (1 << size) + number
    if not 0 <= place < 1 << size:
        raise EvalError(f"prefix of {network.prefixlen} does not accommodate a host numbered {number}", argument=1)
    return str(network[place])


def _cidrnetmask(args: list[Value], _context: CallContext) -> Value:
    network = _network(text_at(args, 0))
    if isinstance(network, IPv6Network):
        raise EvalError("IPv6 addresses cannot have a netmask: the prefix is not IPv4", argument=0)
    return str(network.netmask)


def _cidrsubnet(args: list[Value], _context: CallContext) -> Value:
    network, bits, number = _network(text_at(args, 0)), whole_at(args, 1), whole_at(args, 2)
    if bits < 0 or network.prefixlen + bits > network.max_prefixlen:
        raise EvalError(f"insufficient address space to extend prefix of {network.prefixlen} by {bits}", argument=1)
    if not 0 <= number < 1 << bits:
        raise EvalError(f"prefix extension of {bits} does not accommodate a subnet numbered {number}", argument=2)
    return str(_at(network, network.prefixlen + bits, int(network.network_address) + _step(network, bits) * number))


def _step(network: Network, bits: int) -> int:
    return 1 << (network.max_prefixlen - network.prefixlen - bits)


def _at(network: Network, length: int, address: int) -> Network:
    kind = IPv4Address if isinstance(network, IPv4Network) else IPv6Address
    return ip_network((kind(address), length))


def _cidrsubnets(args: list[Value], _context: CallContext) -> Value:
    network = _network(text_at(args, 0))
    following = int(network.network_address)
    end = following + network.num_addresses
    made: list[Value] = []
    for index in range(1, len(args)):
        bits = whole_at(args, index)
        length = network.prefixlen + bits
        if bits < 1:
            raise EvalError("must extend prefix by at least one bit", argument=index)
        if bits > 32 or length > network.max_prefixlen:
            raise EvalError(f"not enough remaining address space for a prefix extended by {bits} bits", argument=index)
        size = 1 << (network.max_prefixlen - length)
        start = -(-following // size) * size
        if start + size > end:
            message = f"not enough remaining address space for a subnet with a prefix of {length} bits"
            raise EvalError(message, argument=index)
        made.append(str(_at(network, length, start)))
        following = start + size
    return ListValue(made, STRING)


IMPLEMENTATIONS = {
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
}
