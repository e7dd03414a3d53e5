import pytest

from tests.unit.triage.documents.letters import mail
from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


def test_an_ordinary_mail_says_nothing() -> None:
    data = mail(page="<p>hello</p>", files={"report.pdf": b"%PDF-1.7"}, Reply_To="office@mail.firm.com")
    assert facts(data, Kind.MAIL) == []


def test_a_name_that_shows_another_sender_is_a_difference() -> None:
    data = mail('"security@bigbank.com" <x@cheap-host.top>')
    assert told(facts(data, Kind.MAIL)) == [(Act.DIFFERS, "x@cheap-host.top")]
    assert facts(mail('"Ann of firm.com" <ann@mail.firm.com>'), Kind.MAIL) == []


def test_answers_that_go_elsewhere_and_checks_that_failed_are_told_as_not_sure() -> None:
    found = facts(
        mail(Reply_To="x@cheap-host.top", Authentication_Results="mx; spf=fail; dkim=pass"), Kind.MAIL
    )
    assert [(one.act, one.how, one.sure) for one in found] == [
        (Act.DIFFERS, "Reply-To", False),
        (Act.DIFFERS, "spf", False),
    ]


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("invoice.pdf.exe", [Act.EMBEDS, Act.DIFFERS]),
        ("invoice\u202efdp.exe", [Act.EMBEDS, Act.DIFFERS]),
        ("run.js", [Act.EMBEDS]),
        ("notes.v2.txt", []),
        ("photo.jpg", []),
    ],
)
def test_attachments_that_run_or_mislead_are_told(name: str, acts: list[Act]) -> None:
    assert [one.act for one in facts(mail(files={name: b"x"}), Kind.MAIL)] == acts


def test_a_program_named_as_a_document_is_told() -> None:
    assert [one.act for one in facts(mail(files={"a.pdf": b"MZ\x90"}), Kind.MAIL)] == [
        Act.EMBEDS,
        Act.DIFFERS,
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"From: =?utf-8?b?////?= <\xff@\x00>\nContent-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\n" * 3000,
        b"Content-Type: multipart/mixed; boundary=\n\n--\n",
        b'Content-Type: text/plain; charset="utf-8\0"\n\n\xff',
        b"Content-Type: text/plain; charset=\xff\nContent-Transfer-Encoding: base64\n\n====",
        b"From: " + b'"' * 20000 + b"\n\n",
        b"From: " + b"(" * 20000 + b"\n\n",
        b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(3000)),
    ],
)
def test_what_is_made_to_break_readers_says_nothing(data: bytes) -> None:
    facts(data, Kind.MAIL)
