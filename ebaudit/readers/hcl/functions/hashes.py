"""Hashes, name-based UUIDs and RSA decryption.

Source: https://developer.hashicorp.com/terraform/language/functions#hash-and-crypto-functions
"""

from collections.abc import Callable

from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext

_NAMESPACES = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}


def digest(algorithm: str, data: bytes, *, base64: bool) -> str:
    """Return a hash of bytes in lower-case hexadecimal, or in base64."""
    import hashlib

    made = hashlib.new(algorithm, data, usedforsecurity=False)
    if not base64:
        return made.hexdigest()
    from base64 import b64encode

    return b64encode(made.digest()).decode("ascii")


def _hash(algorithm: str, *, base64: bool = False) -> Callable[[list[Value], CallContext], Value]:
    def hash_text(args: list[Value], _context: CallContext) -> Value:
        return digest(algorithm, text_at(args, 0).encode("utf-8"), base64=base64)

    return hash_text


def _uuidv5(args: list[Value], _context: CallContext) -> Value:
    from uuid import UUID, uuid5

    namespace, name = text_at(args, 0), text_at(args, 1)
    try:
        return str(uuid5(UUID(_NAMESPACES.get(namespace, namespace)), name))
    except ValueError:
        message = 'the namespace must be "dns", "url", "oid", "x500" or a UUID'
        raise EvalError(message, argument=0) from None


def _rsadecrypt(args: list[Value], _context: CallContext) -> Value:
    from base64 import b64decode

    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    try:
        data = b64decode(text_at(args, 0), validate=True)
    except ValueError:
        raise EvalError("the ciphertext must be base64", argument=0) from None
    pem = text_at(args, 1).encode()
    try:
        key = load_ssh_private_key(pem, None) if b"OPENSSH" in pem else load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        raise EvalError("the private key cannot be parsed", argument=1) from None
    if not isinstance(key, RSAPrivateKey):
        raise EvalError("the private key must be an RSA key", argument=1)
    try:
        return key.decrypt(data, PKCS1v15()).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        raise EvalError("the text cannot be decrypted with this key", argument=0) from None


IMPLEMENTATIONS = {
    "base64sha256": _hash("sha256", base64=True),
    "base64sha512": _hash("sha512", base64=True),
    "md5": _hash("md5"),
    "rsadecrypt": _rsadecrypt,
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "uuidv5": _uuidv5,
}
