"""The pages hold to their own policy: nothing inline, nothing from elsewhere, nothing missing."""

import re
from html.parser import HTMLParser

from vedette.doors.console.files import POLICY, pages

PAGES = {page.path: page for page in pages()}
SCRIPTS = {path: page.body.decode() for path, page in PAGES.items() if path.endswith(".js")}


class Seen(HTMLParser):
    """Every element of the page, in order, and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(PAGES["/"].body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


SEEN = Seen()


def test_each_file_has_its_type_and_the_page_stands_at_the_root() -> None:
    kinds = {path: page.kind for path, page in PAGES.items()}
    assert kinds["/"] == "text/html; charset=utf-8"
    assert kinds["/static/console.css"] == "text/css"
    assert all(kinds[path] == "text/javascript" for path in SCRIPTS)


def test_the_page_loads_what_is_served_and_nothing_else() -> None:
    asked = set(SEEN.values("src")) | {one for one in SEEN.values("href") if one.startswith("/")}
    imported = {f"/static/{one}" for text in SCRIPTS.values() for one in re.findall(r'from "\./(.+)";', text)}
    assert asked | imported | {"/"} == set(PAGES)
    elsewhere = re.compile(r"(?:https?:)?//[\w.]+/")
    assert not [path for path, page in PAGES.items() if elsewhere.search(page.body.decode())]


def test_nothing_is_inline() -> None:
    assert not SEEN.values("style")
    assert not [name for _, attributes in SEEN.elements for name in attributes if name.startswith("on")]
    assert not [tag for tag, attributes in SEEN.elements if tag == "style"]
    assert all("src" in attributes for tag, attributes in SEEN.elements if tag == "script")
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'; ")


def test_no_script_makes_elements_or_code_of_words() -> None:
    made = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert not [path for path, text in SCRIPTS.items() if made.search(text)]


def test_what_the_script_looks_for_is_on_the_page_once() -> None:
    ids = SEEN.values("id")
    assert len(ids) == len(set(ids))
    text = SCRIPTS["/static/console.js"]
    named = set(re.findall(r'(?:find|show)\("([\w-]+)"', text))
    assert named <= set(ids)
    labelled = {*SEEN.values("aria-labelledby"), *SEEN.values("for")}
    anchors = {one[1:] for one in SEEN.values("href") if one.startswith("#")}
    assert labelled | anchors <= set(ids)


def test_no_code_or_secret_is_filled_in_by_the_browser() -> None:
    fields = [attributes for tag, attributes in SEEN.elements if tag == "input"]
    typed = [one for one in fields if one.get("type", "text") == "text" and one["name"] != "reason"]
    assert typed
    assert all(one.get("autocomplete") == "off" for one in typed)
