from vedette.app.code_analyser import load

HEAD = """+++
id = "toy"
title = "T"
severity = "low"
score = 1.0
weaknesses = ["CWE-95"]
kinds = ["toy"]
message = "{source}"
remedy = "Do not."
+++
# T

Words.
"""
TABLE = """library = "toylib"
imports = ["toylib"]

[[flag]]
kind = "toy"
calls = ["toylib.f"]
"""
BAD = "```python\nimport toylib\n\ntoylib.f()  # finding\n```\n"
GOOD = "```python\nimport toylib\n\ntoylib.g()\n```\n"


def failed(*examples: str) -> list[str]:
    texts = [("toy.md", "\n".join((HEAD, *examples))), ("toy.toml", TABLE)]
    return [one.why for one in load(texts, None).cases("toy") if not one.passed]


def test_a_page_needs_an_example_of_either_kind() -> None:
    assert failed(BAD, GOOD) == []
    assert failed(BAD) == ["no example without a '# finding' line"]
    assert failed(GOOD) == ["no example with a '# finding' line"]
