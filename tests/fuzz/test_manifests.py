"""Manifests nobody would write: packages are made of them or not, nothing breaks. Long under `-m slow`."""

import json
import os
import random
import time

import pytest

from tests.fuzz.mutations import mutated
from tests.unit.triage.packages.archives import packed
from vedette.triage.kinds import Kind
from vedette.triage.packages import package_of

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
PACKAGE = {
    "name": "colours",
    "version": "1.0",
    "main": "./lib/a.js",
    "exports": {".": {"import": "./lib/a.js"}},
    "scripts": {"preinstall": "node setup.js && node lib/a.js", "install": ["x"]},
    "dependencies": {"b": "git+https://a.invalid/b", "c": "^1"},
    "gypfile": True,
}
SEEDS: dict[str, dict[str, str]] = {
    "npm": {
        "package/package.json": json.dumps(PACKAGE),
        "package/lib/a.js": "require('./b'); import x from '../setup.js'",
        "package/setup.js": "x = 1",
        "package/binding.gyp": "{'targets': [{'sources': ['<!(node x.js)']}]}",
    },
    "wheel": {
        "a-1.dist-info/METADATA": "Name: reqeusts\nVersion: 1\nRequires-Dist: b @ https://a.invalid/b\n",
        "a-1.dist-info/WHEEL": "Root-Is-Purelib: true\n",
        "a.pth": "import os; os.system('x')\n",
        "a/__init__.py": "from . import b\nimport a.b as c, d\n",
        "a/b.so": "\x7fELF",
    },
    "source": {
        "a-1/setup.py": "from setuptools import setup\nsetup(name='a', version='1')\n",
        "a-1/PKG-INFO": "Name: a\nVersion: 1\n",
        "a-1/src/a/__init__.py": "import os\n",
    },
}


def looked_at(name: str, chance: random.Random) -> float:
    files = dict(SEEDS[name])
    for path in chance.sample(sorted(files), chance.randint(1, len(files))):
        text = files.pop(path).encode()
        made = mutated(text, text, chance).decode("utf-8", "replace")
        files[path if chance.random() < 0.9 else f"{path[::-1]}/../{path}"] = made
    began = time.process_time()
    found = package_of(packed(files, "x.tgz"))
    assert found is None or all(one.place for each in found.facts.values() for one in each)
    return time.process_time() - began


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_manifests_make_a_package_or_none(name: str) -> None:
    chance = random.Random(3)  # noqa: S311  not a secret
    assert max(looked_at(name, chance) for _ in range(20)) < 3
    assert package_of(packed(SEEDS[name], "x.tgz")) is not None
    assert {one.kind for one in packed(SEEDS[name])} >= {Kind.ZIP}


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", SEEDS)
def test_mutated_manifests_make_a_package_or_none_for_long(name: str) -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / len(SEEDS)
    chance = random.Random(seed)  # noqa: S311
    while time.monotonic() < end:
        assert looked_at(name, chance) < 5, f"seed {seed}"
