"""Keys that sign."""

from identity.clients.signer import Signer


def test_a_signer_comes_back_from_its_private_key() -> None:
    signer = Signer.new("k1")

    again = Signer.load("k1", signer.private_key)

    assert again.public_jwk == signer.public_jwk
    assert "d" not in signer.public_jwk
