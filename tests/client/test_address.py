import pytest

from danqing.client.address import is_local, web


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000/api/v1", True),
        ("http://127.8.9.1/", True),
        ("http://[::1]:8000/api/v1", True),
        ("http://localhost:8000", True),
        ("http://LOCALHOST.:8000", True),
        ("http://me.localhost/", True),
        ("http://user:word@localhost/", True),
        ("https://dashscope.aliyuncs.com/api/v1", False),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://127.0.0.1@example.com/", False),
        ("http://0.0.0.0:8000", False),
        ("http://192.168.0.1", False),
        ("ftp://localhost/", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, *, local: bool) -> None:
    assert is_local(url) is local


@pytest.mark.parametrize(
    "url", ["", "x", "127.0.0.1:8000", "//host/x", "ftp://x/", "http://", "http://[::1", "http://x:y/"]
)
def test_what_cannot_be_asked_is_no_address(url: str) -> None:
    assert web(url) is None


@pytest.mark.parametrize("url", ["http://x", "https://x:8000/api/v1?q=1", "HTTP://[::1]:1/", "https://例え.jp/猫.png"])
def test_what_can_be_asked_is_an_address(url: str) -> None:
    assert web(url) is not None
