"""The console in a real browser: from enrolling, with virtual authenticators, to a receipt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, expect, sync_playwright

from tests.serving import Served, served

CHROMIUM = shutil.which("chromium")
TARGET = "app.example.org"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


class Person:
    """Somebody with a browser of their own, and security keys that touch themselves."""

    def __init__(self, browser: Browser, url: str) -> None:
        context = browser.new_context(accept_downloads=True)
        context.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda said: said.type in {"error", "warning"} and self.wrong.append(said.text)
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.url = url
        self._cdp: CDPSession = context.new_cdp_session(self.page)
        self._cdp.send("WebAuthn.enable")
        self._keys: list[str] = []
        self.take_another_key()

    def _noticed(self, said: ConsoleMessage) -> None:
        """Keep what the browser complains about; that it notes a refusal we asked for is no complaint."""
        if said.type in {"error", "warning"} and not said.text.endswith("a status of 403 (Forbidden)"):
            self.wrong.append(said.text)

    def take_another_key(self) -> None:
        """From now on, this one is touched; what was made with another stays where it is."""
        for one in self._keys:
            self._cdp.send(
                "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": one, "enabled": False}
            )
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._keys.append(made["authenticatorId"])

    def enrol(self, link: str, *, second_key: bool = False) -> None:
        self.page.goto(link)
        self.press("Make a passkey")
        expect(self.page.locator("#enrol-code")).to_be_enabled()
        assert "#" not in self.page.url, "the secret does not stay in the address"
        if second_key:
            self.take_another_key()
            self.press("Make a second passkey")
        else:
            self.press("Show a recovery code")
            expect(self.page.locator("#code")).not_to_be_empty()
            self.press("I have both: sign in")

    def sign_in(self, purpose: str = "own_code") -> None:
        self.page.select_option("#purpose", purpose)
        self.press("Sign in with a passkey")
        expect(self.page.locator("#you")).to_be_visible()

    def press(self, name: str, within: str = "body") -> None:
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def fill(self, form: str, **words: str) -> None:
        for name, value in words.items():
            self.page.fill(f"{form} [name={name}]", value)

    def hears(self, words: str) -> None:
        expect(self.page.locator("#said")).to_contain_text(words)

    def refused(self) -> list[str]:
        """What would change it, as the page says it; with the number of the decision."""
        expect(self.page.locator("#problem")).to_contain_text("Not allowed")
        assert self.page.locator("#problem code").inner_text()
        return self.page.locator("#problem li").all_inner_texts()

    def saves(self, name: str, where: Path) -> Path:
        with self.page.expect_download() as waits:
            self.page.locator("#jobs").get_by_role("button", name=name, exact=True).click()
        file = where / waits.value.suggested_filename
        waits.value.save_as(file)
        return file


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        made = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def operator(service: Served, browser: Browser) -> Person:
    made = Person(browser, service.url)
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def invited(operator: Person, name: str, org: str, *roles: str) -> str:
    """The link the page shows for somebody new."""
    operator.fill("#invite", name=name, org=org)
    for role in roles:
        operator.page.check(f"#invite [value={role}]")
    operator.press("Make a link", "#invite")
    expect(operator.page.locator("#invited-words")).to_contain_text(name)
    return operator.page.locator("#invited-link").inner_text()


def discover(who: Person) -> None:
    who.fill("#discover", target=TARGET, source="mirror/app.py")
    who.press("Look at the target")


def test_people_go_all_the_way_on_the_page(
    service: Served, browser: Browser, operator: Person, tmp_path: Path
) -> None:
    ana, rex = Person(browser, service.url), Person(browser, service.url)
    ana.enrol(invited(operator, "Ana", "Clinic"), second_key=True)
    ana.sign_in()
    rex.enrol(invited(operator, "Rex", "Council", "reviewer"))
    rex.sign_in()

    ana.fill("#explain", target=TARGET)
    ana.press("Tell me", "#explain")
    expect(ana.page.locator("#explained li")).to_have_count(2)
    discover(ana)
    assert any("Apply for tier T1" in one for one in ana.refused())

    proves(service, ana)
    ana.fill("#apply", statement="I look after it")
    ana.press("Apply", "#apply")
    ana.hears("Your application is in")
    approves(rex)

    discover(ana)
    expect(ana.page.locator("#jobs")).to_contain_text("1 findings in 1 files")
    assert "code-injection" in ana.saves("Report for programs", tmp_path).read_text("utf-8")
    receipt = ana.saves("Receipt", tmp_path)
    key = ana.page.request.get(f"{service.url}/v1/ledger/key").text().strip()
    done = service.run(tmp_path, "ledger", "verify", str(receipt), "--trust", key)
    assert done.returncode == 0, done.stderr
    assert [*operator.wrong, *ana.wrong, *rex.wrong] == []


def proves(service: Served, who: Person) -> None:
    who.fill("#prove", target=TARGET)
    who.press("Tell me what to do")
    expect(who.page.locator("#proof-content")).to_contain_text("IN TXT")
    record, _, text = who.page.locator("#proof-content").inner_text().partition(" 300 IN TXT ")
    service.tell(record.rstrip("."), text.strip().strip('"'))
    who.press("It is there: look")
    who.hears(f"{TARGET} is proved until")


def approves(reviewer: Person) -> None:
    """The page shows what the key will sign, before it is touched."""
    reviewer.press("Look again")
    reviewer.page.locator("#list").get_by_label("Your reasons").fill("met her")
    reviewer.press("Approve", "#list")
    expect(reviewer.page.locator("#touch-words")).to_contain_text("met her")
    reviewer.press("Touch my key")
    reviewer.hears("You said yes")
