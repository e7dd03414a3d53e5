"""The console in a real browser: from enrolling, with virtual authenticators, to a receipt."""

from __future__ import annotations

import json
import re
import shutil
import subprocess  # noqa: TID251 - what is tested is the command itself
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, expect, sync_playwright

from tests.serving import WEAK, Served, environment, served

CHROMIUM = shutil.which("chromium")
TARGET = "app.example.org"
REFUSED = ("a status of 403 (Forbidden)", "a status of 401 (Unauthorized)")
NAME = """one => {
    const words = (label) => label.firstChild.textContent.trim() || label.innerText;
    return one.ariaLabel || (one.tagName === "BUTTON" ? one.textContent : [...one.labels].map(words).join());
}"""
"""What somebody who does not see a field or button hears of it."""
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
        self.page.on("console", self._noticed)
        self.page.on("pageerror", lambda error: self.wrong.append(error.message))
        self.url = url
        self._cdp: CDPSession = context.new_cdp_session(self.page)
        self._cdp.send("WebAuthn.enable")
        self._keys: list[str] = []
        self.take_another_key()

    def _noticed(self, said: ConsoleMessage) -> None:
        """Keep what the browser complains about; that it notes a refusal we asked for is no complaint."""
        if said.type in {"error", "warning"} and not said.text.endswith(REFUSED):
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

    def unnamed(self) -> list[str]:
        """What can be operated and has no words for who does not see it."""
        found = self.page.locator("button, input, select, textarea").all()
        return [one.evaluate("one => one.outerHTML") for one in found if not one.evaluate(NAME).strip()]

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
    expect(ana.page.locator("#jobs")).to_contain_text("1 finding in 1 file")
    assert "code-injection" in ana.saves("Report for programs", tmp_path).read_text("utf-8")
    receipt = ana.saves("Receipt", tmp_path)
    ana.hears("vedette ledger verify receipt-")
    _, _, command = ana.page.inner_text("#said").partition(": vedette ")
    done = service.run(tmp_path, *command.replace(receipt.name, str(receipt)).split())
    assert done.returncode == 0, done.stderr
    assert [*operator.wrong, *ana.wrong, *rex.wrong] == []


def test_what_a_program_asks_for_is_confirmed_on_the_page(
    service: Served, browser: Browser, operator: Person, tmp_path: Path
) -> None:
    """A person lets `vedette login` in, and a touch it needs is given where the link leads."""
    rita, ben = Person(browser, service.url), Person(browser, service.url)
    rita.enrol(invited(operator, "Rita", "County", "reviewer"))
    ben.enrol(invited(operator, "Ben", "Town"))
    ben.sign_in()
    ben.fill("#apply", statement="I run it")
    ben.press("Apply", "#apply")
    ben.hears("Your application is in")
    rita.sign_in()
    logs_in(service, rita, tmp_path)
    listed = service.run(tmp_path, "access", "--json", "list")
    (number,) = [one["id"] for one in json.loads(listed.stdout)["result"]["applications"]]
    words = ("access", "review", number, "--approve", "--reasons", "met him")
    first = service.run(tmp_path, *words)
    assert first.returncode == 3
    rita.page.goto(re.findall(r"http://\S+#touch=\w+", first.stderr)[0])
    expect(rita.page.locator("#touch-words")).to_contain_text("met him")
    rita.press("Touch my key")
    rita.hears("Your key said yes")
    assert service.run(tmp_path, *words).returncode == 0
    ben.press("Look again")
    expect(ben.page.locator("#list")).to_contain_text("granted")
    assert [*rita.wrong, *ben.wrong] == []


def logs_in(service: Served, who: Person, home: Path) -> None:
    command = [sys.executable, "-m", "vedette", "login", service.url]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as program:  # noqa: S603
        who.fill("#connect", code=program.stdout.readline().strip() if program.stdout else "")
        who.press("Let it in")
        assert program.wait(30) == 0
    who.hears("It is in")


def test_what_others_wrote_is_shown_and_never_run(
    service: Served, browser: Browser, operator: Person
) -> None:
    eve = Person(browser, service.url)
    eve.enrol(invited(operator, "<img src=x onerror=alert(1)>", "Mill"))
    eve.sign_in()
    eve.fill("#apply", statement="<script>document.title='taken'</script>")
    eve.press("Apply", "#apply")
    expect(eve.page.locator("#list")).to_contain_text("<script>document.title='taken'</script>")
    expect(eve.page.locator("#who")).to_contain_text("<img src=x")
    assert eve.page.title() == "Vedette"
    assert eve.wrong == []
    eve.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title=1'}))"
    )
    assert eve.page.title() == "Vedette"
    assert "Content Security Policy" in eve.wrong[0], "and were it put there, the browser would not run it"


def test_somebody_who_lost_their_key_comes_back_with_the_code(
    service: Served, browser: Browser, operator: Person
) -> None:
    cora = Person(browser, service.url)
    cora.page.goto(invited(operator, "Cora", "Firm"))
    cora.press("Make a passkey")
    cora.hears("One more")
    cora.page.reload()
    cora.press("Make a second passkey")
    expect(cora.page.locator("#problem")).to_contain_text("registered already")
    cora.press("Show a recovery code")
    expect(cora.page.locator("#code")).not_to_be_empty()
    code, account = cora.page.inner_text("#code"), cora.page.inner_text("#account-id")
    cora.press("I have both: sign in")
    cora.take_another_key()
    cora.page.get_by_text("I have lost my passkey").click()
    cora.fill("#recover", person=account, code=code)
    cora.press("Use the code")
    cora.hears("The code was right")
    cora.press("Make a passkey")
    cora.hears("You are enrolled")
    cora.sign_in()
    assert cora.wrong == []


def test_own_code_is_looked_at_for_anyone(
    service: Served, browser: Browser, operator: Person, tmp_path: Path
) -> None:
    own = tmp_path / "\u00fcber app (1).py"
    own.write_text(WEAK)
    lea = Person(browser, service.url)
    lea.enrol(invited(operator, "Lea", "Shop"))
    lea.sign_in()
    lea.page.set_input_files("#scan [name=file]", own)
    lea.press("Hand it in and look")
    expect(lea.page.locator("#jobs")).to_contain_text("1 finding in 1 file")
    assert b"code-injection" in lea.saves("Report", tmp_path).read_bytes()
    assert lea.wrong == []


def test_whoever_is_refused_reads_why_and_appeals(
    service: Served, browser: Browser, operator: Person
) -> None:
    max_, rex = Person(browser, service.url), Person(browser, service.url)
    max_.enrol(invited(operator, "Max", "Yard"))
    max_.sign_in()
    max_.fill("#apply", statement="Let me")
    max_.page.set_input_files(
        "#apply [name=evidence]", {"name": "letter", "mimeType": "text/plain", "buffer": b"I am Max"}
    )
    max_.press("Apply", "#apply")
    max_.hears("Your application is in")
    rex.enrol(invited(operator, "Rex", "Court", "reviewer"))
    rex.sign_in()
    case = rex.page.locator("#list > li", has_text="Let me")
    case.get_by_role("button", name="Refuse").click()
    expect(rex.page.locator("#problem")).to_contain_text("Say why")
    case.get_by_label("Your reasons").fill("too short")
    case.get_by_role("button", name="Refuse").click()
    rex.press("Not now")
    expect(rex.page.locator("#problem")).to_contain_text("nothing was done")
    case.get_by_role("button", name="Refuse").click()
    rex.press("Touch my key")
    rex.hears("You said no")
    expect(rex.page.locator("#waiting-title")).to_be_focused()
    max_.press("Look again")
    expect(max_.page.locator("#list")).to_contain_text("The reviewer: too short")
    max_.page.get_by_label("Not right?").fill("It is long enough")
    max_.press("Appeal")
    max_.hears("Your appeal is in")
    assert [*max_.wrong, *rex.wrong] == []


def test_keyboard_alone_is_enough(service: Served, browser: Browser, operator: Person) -> None:
    kim = Person(browser, service.url)
    kim.enrol(invited(operator, "Kim", "Works"))
    expect(kim.page.locator("#purpose")).to_be_focused()
    kim.page.keyboard.press("Tab")
    kim.page.keyboard.press("Enter")
    expect(kim.page.locator("#main")).to_be_focused()
    kim.page.locator("#prove [name=target]").focus()
    kim.page.keyboard.type("kim.example.org")
    kim.page.keyboard.press("Enter")
    expect(kim.page.locator("#proof-check")).to_be_focused()
    kim.page.keyboard.press("Enter")
    expect(kim.page.locator("#problem")).to_contain_text("the token is not at")
    assert kim.unnamed() == [], "everything one can operate has a name"


@pytest.mark.parametrize("width", [320, 1100])
def test_nothing_runs_out_of_the_window(operator: Person, width: int) -> None:
    operator.page.set_viewport_size({"width": width, "height": 700})
    operator.fill("#discover", target=f"{'long.' * 40}example.org", source="mirror/app.py")
    operator.press("Look at the target")
    assert any("long.long." in one for one in operator.refused())
    for one in ("html", "#notes"):
        assert operator.page.locator(one).evaluate("one => one.scrollWidth - one.clientWidth") == 0
    operator.press("Close this message")
    expect(operator.page.locator("#problem")).to_be_hidden()


def test_who_was_signed_out_elsewhere_is_told_and_asked_to_sign_in(
    service: Served, browser: Browser, operator: Person
) -> None:
    dana = Person(browser, service.url)
    dana.enrol(invited(operator, "Dana", "Paper"))
    dana.sign_in()
    account = dana.page.locator("#me dt:text-is('Account') + dd").inner_text()
    operator.fill("#revoke", id=account, reason="left")
    operator.press("Take it back")
    operator.hears("Taken back")
    dana.press("Look again")
    expect(dana.page.locator("#problem")).to_contain_text("access was revoked")
    expect(dana.page.locator("#sign-in")).to_be_visible()
    expect(dana.page.locator("#account")).to_be_hidden()
    assert [*operator.wrong, *dana.wrong] == []


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
