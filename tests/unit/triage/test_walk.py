"""The way through one thing: names that tell where each part lay, nothing twice, an end to everything."""

import base64
import io
import zipfile

from vedette.core.nouns import Lines
from vedette.core.text import cut
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.kinds import Kind
from vedette.triage.walk import Found, Walk


def packed(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def through(data: bytes, name: str = "a.zip", bounds: Bounds | None = None) -> tuple[dict[str, Found], Walk]:
    walk = Walk(Allowance(bounds or Bounds()))
    return {one.sample.name: one for one in walk.through(name, data)}, walk


def hidden(text: str) -> bytes:
    return f"import base64\nexec(base64.b64decode('{base64.b64encode(text.encode()).decode()}'))\n".encode()


def test_members_and_layers_are_named_after_what_they_lay_in() -> None:
    found, walk = through(packed({"in.zip": packed({"run.py": hidden("print('deep')\n")})}))
    assert list(found) == ["a.zip", "a.zip!/in.zip", "a.zip!/in.zip!/run.py", "a.zip!/in.zip!/run.py~1"]
    layer = found["a.zip!/in.zip!/run.py~1"]
    assert (layer.sample.text, layer.sample.kind, layer.depth) == ("print('deep')\n", Kind.PYTHON, 3)
    assert layer.layer
    assert walk.skipped == []


def test_a_layer_knows_where_it_was_carried() -> None:
    data = hidden("print('deep')\n")
    found, _ = through(data, "run.py")
    place = found["run.py~1"].place
    assert isinstance(place, Lines)
    assert "b64decode" in (cut(data.decode(), place) or "")


def test_the_same_bytes_are_looked_into_once_but_told_of_each_time() -> None:
    inner = packed({"x.txt": b"words"})
    found, _ = through(packed({"one.zip": inner, "two.zip": inner}))
    assert "a.zip!/two.zip" in found
    assert "a.zip!/one.zip!/x.txt" in found
    assert "a.zip!/two.zip!/x.txt" not in found


def test_depth_ends_and_that_is_said() -> None:
    data = b"words"
    for number in range(8):
        data = packed({f"{number}.zip": data})
    found, walk = through(data, bounds=Bounds(depth=3))
    assert max(one.depth for one in found.values()) == 3
    assert [one.why for one in walk.skipped] == ["more than 3 layers deep"]


def test_too_many_members_end_with_what_came_before() -> None:
    found, walk = through(packed({f"{n}.txt": b"x%d" % n for n in range(20)}), bounds=Bounds(samples=5))
    assert len(found) == 6
    assert [one.partial for one in walk.skipped] == [True]


def test_a_folder_that_is_one_thing() -> None:
    walk = Walk(Allowance())
    files = [("package.json", b"{}"), ("lib/a.py", hidden("print(1)"))]
    found = {one.sample.name: one for one in walk.through_folder("thing", files)}
    assert list(found) == ["thing", "thing!/package.json", "thing!/lib/a.py", "thing!/lib/a.py~1"]
    assert found["thing"].sample.kind is Kind.FOLDER
    again = next(iter(Walk(Allowance()).through_folder("thing", files)))
    assert again.sample.digest == found["thing"].sample.digest
