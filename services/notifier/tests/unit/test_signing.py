"""Signatures: the vector of Standard Webhooks' own libraries, and two secrets at once."""

from base64 import b64decode

from notifier.domain.signing import draw_secret, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_vector():
    assert signature([SECRET], *MESSAGE) == SIGNED


def test_two_secrets_make_two_signatures():
    assert signature([draw_secret(), SECRET], *MESSAGE).split(" ")[1] == SIGNED


def test_a_secret_is_256_random_bits():
    one, other = draw_secret(), draw_secret()
    assert one != other
    assert one.startswith("whsec_")
    assert len(b64decode(one.removeprefix("whsec_"))) == 32
