from danqing.core.errors import Refused
from danqing.wire import errors, events


def test_a_finished_answer_is_one_event() -> None:
    sent = events.result(b'{"output":{}}')
    assert sent == b'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output":{}}\n\n'


def test_an_error_has_no_space_after_its_colons() -> None:
    sent = events.error(400, errors.encode(Refused("no"), "r-1"))
    assert sent == (
        b"id:1\nevent:error\n:HTTP_STATUS/400\nstatus:400\n"
        b'data:{"code":"InvalidParameter","message":"no","request_id":"r-1"}\n\n'
    )


def test_an_answer_never_spans_two_lines() -> None:
    sent = events.error(400, errors.encode(Refused("one\ntwo\r\n\u2028three"), "r-1"))
    assert sent.count(b"\n") == 6
    assert b"\r" not in sent
