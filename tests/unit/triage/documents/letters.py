"""Writes mails and Outlook messages, for tests."""

from email.message import EmailMessage

from tests.unit.triage.documents.compound_files import compound


def mail(
    sender: str = "Ann <ann@firm.com>",
    *,
    page: str = "",
    files: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "bob@firm.com", "hello"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("words\n")
    if page:
        made.add_alternative(page, subtype="html")
    for name, data in (files or {}).items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def message(properties: dict[str, str], files: dict[str, bytes] | None = None) -> bytes:
    """An Outlook message; its texts are padded with NUL, as the compound files of these tests are."""
    streams = {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in properties.items()}
    for number, (name, data) in enumerate((files or {}).items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[f"{folder}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{folder}/__substg1.0_37010102"] = data
    return compound(streams)
