"""The vault: what is sealed opens only whole, in its place, with its key; no secret is ever shown."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.vault import KeysError, SealError, Vault

OLD, NEW = Vault.generate(), Vault.generate()
VAULT = Vault.from_setting(NEW)
TEXT = st.text().filter(lambda text: not any(0xD800 <= ord(char) <= 0xDFFF for char in text))


@settings(deadline=None)  # a busy machine is no fault
@given(text=TEXT, about=TEXT)
def test_what_is_sealed_opens_again(text: str, about: str) -> None:
    assert VAULT.open(VAULT.seal(text, about), about) == text


@settings(deadline=None)  # a busy machine is no fault
@given(text=TEXT, about=TEXT, other=TEXT)
def test_it_opens_in_its_own_place_only(text: str, about: str, other: str) -> None:
    sealed = VAULT.seal(text, about)
    if other != about:
        with pytest.raises(SealError):
            VAULT.open(sealed, other)


@settings(deadline=None)  # a busy machine is no fault
@given(text=TEXT, data=st.data())
def test_whatever_is_altered_does_not_open(text: str, data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(text, "row"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        VAULT.open(bytes(sealed), "row")


@settings(deadline=None)  # a busy machine is no fault
@given(cut=st.integers(0, 40))
def test_whatever_is_cut_short_does_not_open(cut: int) -> None:
    sealed = VAULT.seal("some words", "row")
    with pytest.raises(SealError):
        VAULT.open(sealed[: min(cut, len(sealed) - 1)], "row")


@settings(deadline=None)  # a busy machine is no fault
@given(text=TEXT.filter(lambda text: len(text) > 4))
def test_sealing_twice_differs_and_shows_nothing(text: str) -> None:
    one, two = VAULT.seal(text, "row"), VAULT.seal(text, "row")
    assert one != two
    assert text.encode() not in one


@settings(deadline=None)  # a busy machine is no fault
@given(one=TEXT, two=TEXT)
def test_lookups_are_equal_for_equal_values_only(one: str, two: str) -> None:
    assert (VAULT.lookup(one) == VAULT.lookup(two)) == (one == two)


def test_an_older_key_still_opens_and_finds() -> None:
    old, both = Vault.from_setting(OLD), Vault.from_setting(f"{NEW}, {OLD}")
    assert both.open(old.seal("words", "row"), "row") == "words"
    assert old.lookup("7") in both.lookups("7")
    assert both.lookup("7") == VAULT.lookup("7") != old.lookup("7")
    assert both.seal("words", "row").startswith(both.header)


def test_a_missing_key_is_named() -> None:
    sealed = Vault.from_setting(OLD).seal("words", "people.sealed_user_id/1")
    with pytest.raises(SealError, match=OLD.split(":")[0]):
        VAULT.open(sealed, "people.sealed_user_id/1")


SECRET = base64.b64encode(b"s" * 32).decode()
SHORT = base64.b64encode(b"s" * 16).decode()


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("", "is empty"),
        (" , ", "is empty"),
        (SECRET, "key 1 should be id:base64"),
        (f"a:{SECRET},b c:{SECRET}", "key 2 should be id:base64"),
        (f"a:{SECRET},:{SECRET}", "key 2 should be id:base64"),
        ("a:not*base64", "key 1: what follows the colon is not base64"),
        (f"a:{SHORT}", "key 1: should be 32 bytes of base64, has 16"),
        (f"a:{SECRET} a:{SECRET}", "key 2 has the id of an earlier key"),
    ],
)
def test_a_malformed_key_is_told_without_showing_it(setting: str, told: str) -> None:
    with pytest.raises(KeysError, match=told) as caught:
        Vault.from_setting(setting)
    assert "DATA_KEYS" in str(caught.value)
    for secret in (SECRET, SHORT, "not*base64"):
        assert secret not in str(caught.value)


def test_no_secret_is_shown() -> None:
    secret = NEW.split(":")[1]
    shown = repr(VAULT) + str(VAULT) + repr(VAULT._keys)
    assert secret not in shown
    assert repr(base64.b64decode(secret))[2:-1] not in shown
    assert repr(VAULT._keys[0].lookup)[2:-1] not in shown
