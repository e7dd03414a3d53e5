from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.dialogue import Usage
from vedette.core.errors import BadInput
from vedette.models.attachments import DataRule, Prices, attachment, is_loopback, read
from vedette.models.secrets import key_of

KEY = "sk-planted-abcdef"
GOOD = {"kind": "openai", "url": "https://models.example.org/v1", "model": "m"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.toml"
    path.write_text(text)
    return path


def test_what_an_operator_wrote_down(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[backend.office]\nkind = "openai"\nurl = "https://models.example.org/v1"\nmodel = "m"\n'
        "context = 32768\nprice_prompt = 0.5\nprice_completion = 1.5\n"
        '[backend.here]\nkind = "gguf"\nmodel = "qwen2.5-coder-1.5b"\n'
        '[backend.near]\nkind = "openai"\nurl = "http://127.0.0.1:8080/v1"\nmodel = "m"\n',
    )
    held = read(path)
    assert [(name, one.rule, one.where) for name, one in held.items()] == [
        ("office", DataRule.LEAVES, "models.example.org"),
        ("here", DataRule.STAYS, "this machine"),
        ("near", DataRule.STAYS, "127.0.0.1:8080"),
    ]
    assert held["office"].prices == Prices(prompt=0.5, completion=1.5)
    assert held["here"].prices is None
    assert read(tmp_path / "none.toml") == {}


def test_what_it_costs_is_whole_billionths() -> None:
    prices = Prices(prompt=0.5, completion=1.5, cached=0.05)
    assert prices.cost(Usage(prompt=1_000_000, completion=1_000_000)) == 2_000_000_000
    assert prices.cost(Usage(prompt=1_000_000, completion=0, cached=1_000_000)) == 50_000_000
    assert Prices(prompt=0.5, completion=1.5).cost(Usage(prompt=10, cached=10)) == 5000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"modle": "m"}, "did you mean model?"),
        ({"model": "m\x7f"}, "leave such letters out"),
        ({"key_file": "/k\udcff"}, "leave such letters out"),
        ({"api_key": KEY}, "the key itself does not belong here"),
        ({"whatever": 1}, "known: kind, model"),
        ({"kind": "grpc"}, "docs/models.md"),
        ({"context": "many"}, "docs/models.md"),
        ({"url": "http://models.example.org/v1"}, "plain http is for loopback"),
        ({"url": "http://10.0.0.7/v1"}, "plain http is for loopback"),
        ({"url": "ftp://models.example.org/v1"}, "use https"),
        ({"url": f"https://me:{KEY}@models.example.org/v1"}, "give key_file or key_env"),
        ({"url": "https://models.example.org/v1?key=1"}, "as in https://"),
        ({"url": "https://models.example.org:99999/v1"}, "as in https://"),
        ({"url": ""}, "as in https://"),
        ({"url": "https://models.exa mple.org/v1"}, "as in https://"),
        ({"proxy": "http://proxy.example:3128"}, "plain http is for loopback"),
        ({"key_file": "/k", "key_env": "K"}, "key_file or key_env"),
        ({"path": "/w.gguf"}, "leave them out"),
        ({"price_prompt": 1.0}, "or neither"),
        ({"price_prompt": -1.0, "price_completion": 1.0}, "for a million tokens"),
        ({"concurrency": 0}, "above 0"),
        ({"most_seconds": 1e9}, "above 0"),
        ({"context": -1}, "tokens as a number"),
        ({"model": " "}, "tokens as a number"),
        ({"kind": "gguf"}, "leave them out"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(changed: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput) as told:
        attachment("models.toml: [backend.x]", "x", GOOD | changed)
    assert words in told.value.hint
    assert KEY not in str(told.value) + told.value.hint


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"path": "w.gguf"}, "begin it with /"),
        ({"path": "/w.gguf", "sha256": "abc"}, "64 digits"),
        ({"data": "leaves"}, "leave data out"),
    ],
)
def test_so_is_a_file_that_is_none(table: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput) as told:
        attachment("here", "x", {"kind": "gguf", "model": "m"} | table)
    assert words in told.value.hint


@pytest.mark.parametrize(
    "text", ["[backend.x", "backend = 3", "[backend]\nx = 3", "\ud800", '[backend."a b"]']
)
def test_a_file_that_cannot_be_understood_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "models.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadInput, match=r"models\.toml"):
        read(path)


def test_so_is_one_that_is_too_long_or_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="too long"):
        read(written(tmp_path, "#" * 300_000))
    with pytest.raises(BadInput, match="Is a directory"):
        read(tmp_path)


@given(st.text())
def test_no_host_but_this_machine_is_loopback(host: str) -> None:
    assert not is_loopback(host) or host == "localhost" or host.startswith(("127.", "::1", "::ffff:127."))


def test_the_key_is_read_from_where_only_its_owner_can(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    made = attachment("here", "x", GOOD | {"key_file": str(file)})
    for mode in (0o644, 0o640, 0o602):
        file.chmod(mode)
        with pytest.raises(BadInput, match="others can read"):
            key_of("x", made, {})
    file.chmod(0o600)
    assert key_of("x", made, {}) == KEY
    assert key_of("x", attachment("here", "x", GOOD | {"key_env": "MY_KEY"}), {"MY_KEY": KEY}) == KEY
    assert key_of("x", attachment("here", "x", GOOD), {"OPENAI_API_KEY": KEY}) == ""


@pytest.mark.parametrize(
    "text", [f"{KEY}\nX-Evil: 1", f"{KEY}\u00e9", f"two {KEY}", "", " \n", f"{KEY}" * 400]
)
def test_what_could_not_stand_in_a_header_is_no_key_and_never_quoted(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(BadInput, match="no key") as told:
        key_of("x", attachment("here", "x", GOOD | {"key_file": str(file)}), {})
    assert KEY not in str(told.value) + told.value.hint


def test_a_key_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="NO_SUCH is not set"):
        key_of("x", attachment("here", "x", GOOD | {"key_env": "NO_SUCH"}), {})
    with pytest.raises(BadInput, match="No such file"):
        key_of("x", attachment("here", "x", GOOD | {"key_file": str(tmp_path / "none")}), {})
    with pytest.raises(BadInput, match="others can read"):
        key_of("x", attachment("here", "x", GOOD | {"key_file": "/dev/null"}), {})
