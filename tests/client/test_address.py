import pytest

from danqing.client.address import is_local


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
        ("", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, *, local: bool) -> None:
    assert is_local(url) is local
