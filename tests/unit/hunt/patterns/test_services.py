import pytest

from vedette.core.errors import BadInput
from vedette.hunt.patterns.names import registrable
from vedette.hunt.patterns.services import Services, known, lent_by


def test_a_name_is_known_by_its_suffix() -> None:
    assert known().purpose("0.debian.pool.ntp.org") == "time"
    assert known().purpose("ntp.org.evil.example") == ""
    assert known().purpose("notntp.org") == ""


def test_the_table_holds_no_zone_anybody_can_rent() -> None:
    for suffix, purpose in known().purposes.items():
        assert purpose
        assert "." in suffix
        assert registrable(suffix) not in {"amazonaws.com", "cloudfront.net", "azureedge.net", "github.io"}


def test_a_line_without_a_purpose_is_refused() -> None:
    assert Services.of(["# words", "", "A.Example.\tupdates"]).purpose("x.a.example") == "updates"
    with pytest.raises(BadInput, match="line 1"):
        Services.of(["a.example"])


def test_browsers_that_ask_whether_certificates_are_still_good_are_known() -> None:
    for name in (
        "ss.symcd.com",
        "ocsp.godaddy.com",
        "ocsp.comodoca.com",
        "ocsp.sca1b.amazontrust.com",
        "r3.o.lencr.org",
    ):
        assert known().purpose(name) == "certificate status"
    assert known().purpose("nmcheck.gnome.org") == "connectivity check"
    assert known().purpose("ocsp.evil.example") == ""


def test_lent_names_are_told_with_who_lends_them_and_are_nobodys_service() -> None:
    assert lent_by("shop.duckdns.org") == "Duck DNS"
    assert lent_by("shop.example") == ""
    assert lent_by("duckdns.org.example") == ""
    assert not any(lent_by(name) for name in known().purposes)
