"""Where webhooks may go: no form of an inside address passes."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifier.domain.endpoints import UnfitEndpointError, is_public, may_call, parse_endpoint

PRIVATE = [
    "https://127.0.0.1/x",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.5.5/",
    "https://192.168.1.1/",
    "https://3232235777/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://billing-api/",
    "https://db.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://router.home.arpa/",
]
BAD = {
    "http://hooks.example.ru/": "not_https",
    "ftp://hooks.example.ru/": "bad_url",
    "//hooks.example.ru/": "bad_url",
    "hooks.example.ru": "bad_url",
    "https://": "bad_url",
    "https:///x": "bad_url",
    "https://user:pass@hooks.example.ru/": "bad_url",
    "https://hooks.example.ru@evil.example/": "bad_url",
    "https://hooks.example.ru\\@127.0.0.1/": "bad_url",
    "https://hooks.example.ru/#x": "bad_url",
    "https://hooks.example.ru/a b": "bad_url",
    "https://hooks.example.ru/\r\nX: y": "bad_url",
    "https://hooks.example.ru:0/": "bad_url",
    "https://hooks.example.ru:99999/": "bad_url",
    "https://hooks.example.ru:abc/": "bad_url",
    "https://hooks.example.ru:22/": "url_port",
    "https://hooks.example.ru:25/": "url_port",
    "https://[::1/": "bad_url",
    "https://[v1.fe80::a]/": "bad_url",
    "https://exa%6dple.ru/": "bad_url",
    "https://hooks.example.ru/" + "x" * 2000: "bad_url",
}


@pytest.mark.parametrize("url", PRIVATE)
@pytest.mark.parametrize("loopback", [False, True])
def test_private_addresses_in_any_form(url, loopback):
    if loopback and parse_to_loopback(url):
        return
    with pytest.raises(UnfitEndpointError) as refused:
        parse_endpoint(url, loopback=loopback)
    assert refused.value.code == "private_address"


def parse_to_loopback(url: str) -> bool:
    """The forms of this very machine, which a developer may call."""
    host = url.removeprefix("https://").split("/")[0].strip("[].").lower()
    return host in {"localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "::1"}


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_to_send_to(url):
    with pytest.raises(UnfitEndpointError) as refused:
        parse_endpoint(url)
    assert refused.value.code == BAD[url]


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("https://hooks.example.ru", "hooks.example.ru", "/"),
        ("https://Hooks.Example.RU./a/b?c=d", "hooks.example.ru", "/a/b?c=d"),
        ("https://hooks.example.ru:8443/x", "hooks.example.ru:8443", "/x"),
        ("https://почта.рф/x", "xn--80a1acny.xn--p1ai", "/x"),
        ("https://8.8.8.8/", "8.8.8.8", "/"),
        ("https://[2a00:1450:4010:c05::65]:4430/", "[2a00:1450:4010:c05::65]:4430", "/"),
    ],
)
def test_what_is(url, authority, target):
    endpoint = parse_endpoint(url)
    assert (endpoint.authority, endpoint.target) == (authority, target)


def test_a_developer_may_call_his_own_machine_and_no_other():
    assert parse_endpoint("http://127.0.0.1:5000/x", loopback=True).authority == "127.0.0.1:5000"
    assert parse_endpoint("http://localhost:5000/x", loopback=True).scheme == "http"
    with pytest.raises(UnfitEndpointError, match="not_https"):
        parse_endpoint("http://hooks.example.ru/", loopback=True)
    assert may_call(ip_address("127.0.0.1"), loopback=True)
    assert not may_call(ip_address("127.0.0.1"))
    assert not may_call(ip_address("10.0.0.1"), loopback=True)


def test_the_suppliers_own_networks_are_refused_too():
    assert may_call(ip_address("8.8.8.8"))
    assert not may_call(ip_address("8.8.8.8"), refused=[ip_network("8.8.0.0/16")])


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_looked_at(address):
    inside = int(address)
    mapped, nat64, six = (0xFFFF << 32) | inside, (0x0064FF9B << 96) | inside, (0x2002 << 112) | (inside << 80)
    for number in (mapped, nat64, six):
        assert is_public(_v6(number)) == is_public(address)


def _v6(number: int):
    return ip_address(number.to_bytes(16, "big"))


@given(st.ip_addresses(v=6))
def test_only_global_unicast_is_public(address):
    if is_public(address) and address.ipv4_mapped is None:
        assert address in ip_network("2000::/3") or address in ip_network("64:ff9b::/96")
