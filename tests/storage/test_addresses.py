import pytest

from danqing.storage.addresses import is_public, system_resolver


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "2400:3200::1"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep a machine's credentials
        "100.64.0.1",  # carrier-grade NAT
        "100.100.100.200",  # where Alibaba Cloud keeps them
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "100::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "",
        "localhost",
        "256.1.1.1",
    ],
)
def test_what_is_not_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_public_address_in_ipv6_clothes_is_public() -> None:
    assert is_public("64:ff9b::8.8.8.8")
    assert is_public("::ffff:8.8.8.8")
    assert is_public("2002:808:808::1")


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001"])
async def test_every_spelling_of_loopback_resolves_to_loopback(host: str) -> None:
    assert set(await system_resolver(host, 80)) == {"127.0.0.1"}


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["a" * 64 + ".example", "." * 3])
async def test_what_is_no_name_has_no_address(host: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 (of several kinds)
        await system_resolver(host, 80)
