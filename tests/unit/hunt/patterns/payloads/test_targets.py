import pytest

from vedette.hunt.patterns.payloads.targets import judge, judge_document


@pytest.mark.parametrize(
    "text",
    [
        "http://127.1/",
        "http://017700000001/",
        "http://x.nip.io/",
        "dict://a:11211/",
        "http://x@169.254.169.254/",
        "abc.oastify.com",
    ],
)
def test_where_a_server_should_not_be_sent(text: str) -> None:
    found = judge(text)
    assert found is not None
    assert found.enough


@pytest.mark.parametrize(
    "text",
    ["http://localhost/", "http://192.168.1.1/", "https://example.com/", "http://999.1.1.1/", "1.2.3", "a:b"],
)
def test_where_it_may_well_be_meant_to_go(text: str) -> None:
    found = judge(text)
    assert found is None or not found.enough


def test_an_inner_service_by_its_port() -> None:
    found = judge("http://10.0.0.5:6379/")
    assert found is not None
    assert found.enough


def test_documents_that_name_others() -> None:
    found = judge_document('<!doctype x [<!entity % e system "http://evil.example/e.dtd">]>')
    assert found is not None
    assert found.enough
    assert judge_document("<html>") is None
