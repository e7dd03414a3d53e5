from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vedette.app.servicesettings import ServiceSettings, read, refuse_insecure
from vedette.core.errors import BadInput


def chosen(root: Path, environ: Mapping[str, str] | None = None, /, **options: Any) -> ServiceSettings:  # noqa: ANN401
    here = {"VEDETTE_DATA_DIR": str(root / "data")}
    return read(here | dict(environ or {}), root, options)


def refused(settings: ServiceSettings, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        refuse_insecure(settings, environ or {})
    assert caught.value.hint
    return str(caught.value)


def private(path: Path, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    path.chmod(mode)
    return path


def test_what_nobody_chose_is_this_machine_alone_and_sqlite(tmp_path: Path) -> None:
    made = chosen(tmp_path)
    assert (made.host, made.port, made.public_url) == ("127.0.0.1", 8787, "http://localhost:8787")
    assert (made.database, made.metrics_port, made.loopback_scope) == ("", None, False)
    refuse_insecure(made, {})
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_options_go_before_the_environment(tmp_path: Path) -> None:
    environ = {
        "VEDETTE_SERVE_PORT": "1",
        "VEDETTE_SERVE_HOST": "::1",
        "VEDETTE_SERVE_NAMESERVERS": "10.0.0.1,10.0.0.2:54,",
        "VEDETTE_SERVE_LOOPBACK_SCOPE": "yes",
        "VEDETTE_SERVE_PROVIDERS": f"{tmp_path}/providers.json",
        "VEDETTE_SERVE_MAKERS": f"{tmp_path}/makers.pem",
        "VEDETTE_SERVE_REPOSITORIES": f"git.example.org/a={tmp_path}/a.git:",
        "VEDETTE_LIMIT_FILES": "5",
    }
    made = chosen(tmp_path, environ, PORT="2", METRICS_PORT="0")
    assert (made.host, made.port, made.metrics_port) == ("::1", 2, 0)
    assert made.nameservers == ("10.0.0.1", "10.0.0.2:54")
    assert made.loopback_scope
    assert made.repositories == {"git.example.org/a": tmp_path / "a.git"}
    assert (made.providers, made.makers) == (tmp_path / "providers.json", tmp_path / "makers.pem")
    assert made.settings.limits.files == 5


@pytest.mark.parametrize(
    "options",
    [
        {"PORT": "70000"},
        {"PORT": "-1"},
        {"PORT": "9" * 30},
        {"METRICS_PORT": ""},
        {"LOOPBACK_SCOPE": "true"},
        {"PUBLIC_URL": "vedette.example"},
        {"PUBLIC_URL": "ftp://vedette.example"},
        {"PUBLIC_URL": "https://vedette.example/below"},
        {"FOLDERS": "a b=/tmp"},
        {"REPOSITORIES": "/srv/app.git"},
        {"REPOSITORIES": "git.example.org/a="},
    ],
)
def test_what_makes_no_sense_is_said_to_make_none(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        chosen(tmp_path, **options)


def test_a_setting_nobody_knows_is_an_error(tmp_path: Path) -> None:
    for name in ("VEDETTE_SERVE_PROT", "VEDETTE_TYPO"):
        with pytest.raises(BadInput, match=name):
            chosen(tmp_path, {name: "1"})


def test_plain_http_stays_on_this_machine(tmp_path: Path) -> None:
    assert "plain HTTP on 0.0.0.0" in refused(chosen(tmp_path, HOST="0.0.0.0"))  # noqa: S104  to be refused
    assert "plain HTTP on vedette" in refused(chosen(tmp_path, HOST="vedette"))
    assert "beyond this machine" in refused(chosen(tmp_path, PUBLIC_URL="http://vedette.example"))
    for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost"):
        refuse_insecure(chosen(tmp_path, HOST=host, PUBLIC_URL="https://vedette.example"), {})


def test_a_key_nobody_else_can_read_lets_it_listen_anywhere(tmp_path: Path) -> None:
    cert, key = private(tmp_path / "cert.pem", 0o644), private(tmp_path / "key.pem")
    given = {"HOST": "0.0.0.0", "TLS_CERT": str(cert), "TLS_KEY": str(key)}  # noqa: S104  over TLS
    made = chosen(tmp_path, **given)
    assert made.public_url == "https://0.0.0.0:8787"
    refuse_insecure(made, {})
    key.chmod(0o640)
    assert "can be read by others" in refused(made)
    key.unlink()
    assert "No such file" in refused(made)
    assert "needs its key" in refused(chosen(tmp_path, TLS_CERT=str(cert)))


@pytest.mark.parametrize("name", ["record.db", "service/service.sqlite", "service/ledger/key.pem"])
def test_data_others_can_read_is_no_place_to_begin(tmp_path: Path, name: str) -> None:
    made = chosen(tmp_path)
    refuse_insecure(made, {})
    for folder in ("service", "service/ledger"):
        (tmp_path / "data" / folder).mkdir(mode=0o700)
    path = private(tmp_path / "data" / name)
    refuse_insecure(made, {})
    path.chmod(0o644)
    assert name.rpartition("/")[2] in refused(made)


def test_a_data_folder_others_can_enter_is_none(tmp_path: Path) -> None:
    made = chosen(tmp_path)
    (tmp_path / "data").mkdir(mode=0o755)
    assert "folder of data can be read by others" in refused(made)
    (tmp_path / "data").rmdir()
    private(tmp_path / "data")
    assert "data: " in refused(made)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:p@localhost/v", "neither SQLite"),
        ("postgresql://u:postgres@localhost/v", "short or a default"),
        ("postgresql://u:short@/v", "short or a default"),
        ("postgresql://u:password1234567890@localhost/v", "short or a default"),
        ("postgresql://u:nobody-can-guess-this@db.example/v", "in plain"),
        ("postgresql://u:nobody-can-guess-this@db.example/v?sslmode=prefer", "in plain"),
    ],
)
def test_a_database_anyone_could_get_into_is_none(tmp_path: Path, url: str, words: str) -> None:
    assert words in refused(chosen(tmp_path, {"VEDETTE_SERVE_DATABASE": url}))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:nobody-can-guess-this@localhost/v",
        "postgresql://u:nobody-can-guess-this@db.example/v?sslmode=verify-full",
        "postgresql:///v?host=/run/postgresql",
    ],
)
def test_a_database_with_a_lock_is_one(tmp_path: Path, url: str) -> None:
    refuse_insecure(chosen(tmp_path, {"VEDETTE_SERVE_DATABASE": url}), {})


def test_nothing_is_served_while_debugging(tmp_path: Path) -> None:
    assert "PYTHONASYNCIODEBUG" in refused(chosen(tmp_path), {"PYTHONASYNCIODEBUG": "1"})


def test_folders_have_names_and_hold_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    made = chosen(tmp_path, FOLDERS=f"{tmp_path}/src:other={tmp_path}/src")
    assert set(made.folders) == {"src", "other"}
    refuse_insecure(made, {})
    assert "others handed in" in refused(chosen(tmp_path, FOLDERS=f"all={tmp_path}"))
    assert "others handed in" in refused(chosen(tmp_path, FOLDERS=f"all={tmp_path}/data"))
    assert "no such folder" in refused(chosen(tmp_path, FOLDERS=f"all={tmp_path}/none"))
