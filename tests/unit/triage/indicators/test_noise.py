import ipaddress

from vedette.triage.indicators.noise import is_noise_hash, noise_of_address, noise_of_domain


def test_a_name_stands_for_all_below_it_and_for_none_beside_it() -> None:
    assert noise_of_domain("www.w3.org") is not None
    assert noise_of_domain("evilw3.org") is None
    assert noise_of_domain("w3.org.evil.top") is None


def test_examples_are_flagged_and_everybodys_hosts_are_noise_alone() -> None:
    example, host = noise_of_domain("c2.invalid"), noise_of_domain("github.com", alone=True)
    assert example is not None
    assert host is not None
    assert example.flagged
    assert noise_of_domain("github.com") is None


def test_addresses_nobody_can_look_for_are_noise_with_a_reason() -> None:
    for text in ("10.1.2.3", "127.0.0.1", "192.0.2.9", "fe80::1", "::1", "224.0.0.251"):
        noise = noise_of_address(ipaddress.ip_address(text))
        assert noise is not None
        assert noise.reason
    assert noise_of_address(ipaddress.ip_address("8.8.8.8")) is None


def test_hashes_of_nothing_and_of_few_digits_are_noise() -> None:
    assert is_noise_hash("d41d8cd98f00b204e9800998ecf8427e")
    assert is_noise_hash("0" * 64)
    assert not is_noise_hash("0cc175b9c0f1b6a831c399e269772661")
