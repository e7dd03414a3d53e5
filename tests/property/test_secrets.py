"""Whatever the text, secrets are found inside it, in order, and nothing breaks."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.core.secrets import secrets

PIECES = st.sampled_from(
    [
        "password",
        "api_key",
        "token",
        " = ",
        ": ",
        "'",
        '"',
        "eyJ",
        ".",
        "AKIA",
        "://",
        "@",
        ":",
        "-----BEGIN ",
        "ghp_",
        "PRIVATE KEY-----",
        "-----END ",
        "K3J7XQ2LQ6ZP4VB7",
        "k3J9xQ2Lq8Zp1vB7nRw5",
        "\n",
        "İ",
        "sk-",
        "xox",
        "%",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=8))).map("".join)))
def test_secrets_lie_inside_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for secret in secrets(text):
        assert end <= secret.start < secret.end <= len(text)
        assert secret.what
        end = secret.end
