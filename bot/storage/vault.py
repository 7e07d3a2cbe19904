"""Text at rest: sealed with AES-GCM under named keys; Telegram ids found again by a keyed hash."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NEW = "make one with: python run_bot.py keys new"


class KeysError(ValueError):
    """DATA_KEYS cannot be used; the message names the place and the remedy, never the key."""


class SealError(Exception):
    """A sealed value does not open: its key is missing, or it was altered or moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    id: str
    cipher: AESGCM = field(repr=False)
    lookup: bytes = field(repr=False)

    @property
    def header(self) -> bytes:
        """What every value sealed with this key begins with: the id's length and the id."""
        return bytes([len(self.id)]) + self.id.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Keys, newest first: the first one seals, each of them opens.

    A nonce is 96 random bits, so one key is good for some 2**32 values; rotate it yearly.
    """

    _keys: tuple[_Key, ...] = field(repr=False)

    @staticmethod
    def generate() -> str:
        """One new key, "id:base64", as DATA_KEYS takes it."""
        return f"k{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"

    @classmethod
    def from_setting(cls, setting: str) -> Self:
        """*setting*: "id:base64" keys parted by commas or blanks, newest first. Raises KeysError."""
        written = re.split(r"[,\s]+", setting.strip(", \t\r\n"))
        if written == [""]:
            raise KeysError(f"DATA_KEYS: is empty; {_NEW}")
        keys = tuple(_read(place, text) for place, text in enumerate(written, start=1))
        ids = [key.id for key in keys]
        for place, key_id in enumerate(ids, start=1):
            if key_id in ids[: place - 1]:
                raise KeysError(f"DATA_KEYS: key {place} has the id of an earlier key; give each its own id")
        return cls(_keys=keys)

    @property
    def header(self) -> bytes:
        """What a value begins with that is sealed with the newest key."""
        return self._keys[0].header

    def seal(self, text: str, about: str) -> bytes:
        """*text* under the newest key, bound to *about* (the table, column and row it belongs to)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        key = self._keys[0]
        return key.header + nonce + key.cipher.encrypt(nonce, text.encode(), about.encode())

    def open(self, sealed: bytes, about: str) -> str:
        """The text again. Raises SealError."""
        key = next((key for key in self._keys if sealed.startswith(key.header)), None)
        if key is None:
            name = sealed[1 : 1 + sealed[0]].decode(errors="replace") if sealed else ""
            if not _ID.fullmatch(name):
                raise SealError(f"{about}: is not a sealed value")
            raise SealError(f"{about}: sealed with key {name!r}; add that key to the end of DATA_KEYS")
        body = sealed[len(key.header) :]
        try:
            return key.cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"{about}: does not open with key {key.id!r}: altered, or another row's"
            ) from error

    def lookup(self, value: str) -> bytes:
        """A keyed hash (HMAC-SHA256, newest key): equal for equal values, and tells nothing of them."""
        return self.lookups(value)[0]

    def lookups(self, value: str) -> tuple[bytes, ...]:
        """The hash under each key, newest first: a row from before a rotation is found too."""
        return tuple(hmac.digest(key.lookup, value.encode(), "sha256") for key in self._keys)


def _read(place: int, written: str) -> _Key:
    key_id, colon, encoded = written.partition(":")
    where = f"DATA_KEYS: key {place}"
    if not colon or not _ID.fullmatch(key_id):
        raise KeysError(
            f"{where} should be id:base64, the id of letters, digits, - and _, at most 32; {_NEW}"
        )
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise KeysError(f"{where}: what follows the colon is not base64; {_NEW}") from None
    if len(secret) != KEY_BYTES:
        raise KeysError(f"{where}: should be {KEY_BYTES} bytes of base64, has {len(secret)}; {_NEW}")
    return _Key(
        id=key_id,
        cipher=AESGCM(hmac.digest(secret, b"waymark seal 1", "sha256")),
        lookup=hmac.digest(secret, b"waymark lookup 1", "sha256"),
    )
