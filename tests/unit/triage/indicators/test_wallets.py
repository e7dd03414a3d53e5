import pytest

from vedette.triage.indicators.wallets import coin_of

# Addresses from the specifications of these formats.
REAL = [
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Bitcoin"),
    ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "Bitcoin"),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "Bitcoin"),
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "Bitcoin"),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "Bitcoin"),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "Ethereum"),
    (
        "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
        "Monero",
    ),
]


@pytest.mark.parametrize(("address", "coin"), REAL)
def test_an_address_whose_checksum_holds_is_one(address: str, coin: str) -> None:
    assert coin_of(address) == coin


@pytest.mark.parametrize("address", [address for address, _ in REAL])
@pytest.mark.parametrize("at", [6, 15, -3])
def test_one_letter_changed_is_none(address: str, at: int) -> None:
    place = at % len(address)
    other = next(one for one in "2345aAbB" if one.lower() != address[place].lower())
    assert coin_of(address[:place] + other + address[place + 1 :]) == ""


@pytest.mark.parametrize(
    "text", ["0x" + "a" * 40, "", "1", "bc1", "4" + "A" * 94, "1111111111111111111111111111"]
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert coin_of(text) == ""
