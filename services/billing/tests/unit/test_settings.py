"""Where customers pay to is checked at start."""

import pytest
from billing.settings import Settings
from billing.usecases.check_requisites import check_requisites


def test_the_defaults_are_of_one_piece():
    assert check_requisites(Settings()).bic == "044030790"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"payee_account": "40703810990200000033"}, "payee_account"),
        ({"payee_bic": "044030791"}, "payee_account, payee_corr_account"),
        ({"payee_inn": "7802532606"}, "payee_inn"),
        ({"payee_name": "я" * 150}, "300 bytes"),
    ],
)
def test_a_wrong_digit_does_not_start(wrong, named):
    with pytest.raises(ValueError, match=named):
        check_requisites(Settings(**wrong))


def test_production_refuses_the_defaults():
    needed = dict.fromkeys(("database_url", "kafka_bootstrap_servers", "public_url", "jwks_url"), "x")
    with pytest.raises(ValueError, match="payee_account"):
        Settings(environment="production", **needed)
