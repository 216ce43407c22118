"""The cookie that a browser came with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.api.cookies import read_session


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("__Host-sid=abc", "abc"),
        ("a=b; __Host-sid=abc; c=d", "abc"),
        ("a=b;__Host-sid=abc", "abc"),
        ("__Host-sid=first; __Host-sid=second", "first"),
        ("x__Host-sid=abc", None),
        ("__host-sid=abc", None),
        ("__Host-sid=", None),
        ("__Host-sid", None),
        ("", None),
    ],
)
def test_reading(header: str, token: str | None) -> None:
    assert read_session(header) == token


@given(st.text())
def test_no_header_is_an_error(header: str) -> None:
    assert read_session(header) is None or "__Host-sid=" in header
