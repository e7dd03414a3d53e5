"""What a log holds, in sentences of ours."""

from vedette.hunt.sigma.groups import printable


def test_lists_of_windows_stay_readable_and_nothing_moves_the_cursor() -> None:
    assert printable("%%7688\r\n\t\t{1131}\tx") == "%%7688 ⏎ {1131} x"
    assert printable("a\x1b[2J\u202eb") == "a\ufffd[2J\ufffdb"
    assert printable("plain text") == "plain text"
