"""Sealed is illegible, and stays where it was sealed."""

import base64

import pytest
from chassis.sealing import Sealer

KEY = base64.b64encode(b"k" * 32).decode()


def test_what_is_sealed_opens_with_the_same_key_and_label_only() -> None:
    sealed = Sealer([KEY]).seal(b"a secret", "signing-key:1")

    assert b"a secret" not in sealed
    assert Sealer([KEY]).open(sealed, "signing-key:1") == b"a secret"
    for sealer, label in (
        (Sealer([base64.b64encode(b"x" * 32).decode()]), "signing-key:1"),
        (Sealer([KEY]), "signing-key:2"),
    ):
        with pytest.raises(ValueError, match="not sealed with any of these keys"):
            sealer.open(sealed, label)
    with pytest.raises(ValueError, match="not sealed with any of these keys"):
        Sealer([KEY]).open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "signing-key:1")


def test_sealing_twice_looks_different() -> None:
    assert Sealer([KEY]).seal(b"a secret", "x") != Sealer([KEY]).seal(b"a secret", "x")
