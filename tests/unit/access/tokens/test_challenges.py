"""What a refused caller is told in its header."""

from vedette.access.tokens.challenges import Unauthenticated, header, touch_header


def test_nothing_a_stranger_sent_gets_out_of_its_quotes() -> None:
    made = header("invalid_token", 'x" , Basic realm="y\\\r\nSet-Cookie: a=b\0é')
    assert made.count('"') == 6
    assert not set(made) & set("\\\r\n\0é")


def test_a_refusal_says_which_algorithms_are_taken() -> None:
    assert 'algs="ES256 Ed25519"' in Unauthenticated("no", hint="yes").challenge


def test_a_touch_is_asked_for_as_rfc_9470_says() -> None:
    assert touch_header(900) == (
        'DPoP error="insufficient_user_authentication", '
        'error_description="a fresh touch of a passkey is needed", acr_values="phr", max_age="900"'
    )
