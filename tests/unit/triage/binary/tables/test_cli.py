"""Tables of .NET metadata."""

from __future__ import annotations

from tests.unit.triage.binary.made import metadata
from vedette.triage.binary.tables import cli


def test_metadata_names_assemblies_members_and_texts() -> None:
    made = cli.read(
        metadata(["System.Net"], [("System.Net", "WebClient", "DownloadFile")], ["http://a.invalid/", "b"])
    )
    assert made is not None
    assert made.user_strings() == ["http://a.invalid/", "b"]
    (owner,) = made.table(cli.TYPE_REF)
    (member,) = made.table(cli.MEMBER_REF)
    (reference,) = made.table(cli.ASSEMBLY_REF)
    assert (made.text(owner[2]), made.text(owner[1])) == ("System.Net", "WebClient")
    assert (made.text(member[1]), made.text(reference[6])) == ("DownloadFile", "System.Net")


def test_half_a_table_is_no_error() -> None:
    whole = metadata(["System.Net"], [("System.Net", "WebClient", "DownloadFile")] * 9, ["http://a.invalid/"])
    for size in range(len(whole)):
        made = cli.read(whole[:size])
        assert made is None or len(made.table(cli.MEMBER_REF)) <= 9
