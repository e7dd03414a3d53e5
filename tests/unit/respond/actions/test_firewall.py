import pytest

from vedette.respond.actions.firewall import WAYS, blocked, blocking, cutting_off

ADDRESSES = ("203.0.113.7", "203.0.113.0/28", "2001:db8::7", "2001:db8::/48")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_step_can_be_taken_back_and_seen_by_the_same_program(way: str, address: str) -> None:
    for step in (*blocking(address, way), *cutting_off((address,), way, ipv6=True)):
        assert step.command[0] == step.undo[0] == step.check[0]
        assert step.command != step.undo
    assert blocked(address, way)


def test_with_nft_it_is_one_change_in_a_table_of_its_own() -> None:
    (step,) = blocking("203.0.113.7", "nft")
    table = step.undo[1].rpartition(" ")[2]
    assert step.command[1].startswith(f"add table inet {table} {{")
    assert table in step.check[1]
    assert blocking("203.0.113.8", "nft")[0].undo != step.undo, "one block does not take another away"
    assert blocking("203.0.113.7", "nft")[0] == step, "the same block is the same table"


def test_with_iptables_a_rule_is_taken_away_by_what_it_says_not_by_its_number() -> None:
    for step in blocking("2001:db8::7", "iptables"):
        assert step.command[:3] == ("ip6tables", "-w", "-I")
        assert step.undo == ("ip6tables", "-w", "-D", step.command[3], *step.command[5:])


def test_the_chain_that_drops_is_asked_last_so_that_what_is_kept_is_never_dropped() -> None:
    steps = cutting_off(("10.0.0.5",), "iptables", ipv6=False)
    words = [" ".join(step.command) for step in steps]
    assert words[0].endswith("-N VEDETTE_CUT")
    drop = next(number for number, one in enumerate(words) if one.endswith("-j DROP"))
    hooks = [number for number, one in enumerate(words) if one.endswith("-j VEDETTE_CUT")]
    kept = [number for number, one in enumerate(words) if "10.0.0.5" in one]
    assert max(kept) < drop < min(hooks)
    assert len(hooks) == 3


@pytest.mark.parametrize("ipv6", [True, False])
def test_both_families_are_cut_off_where_there_are_two(ipv6: bool) -> None:  # noqa: FBT001 - two rows
    for way in ("ip", "iptables"):
        words = {one.command[0] + one.command[1] for one in cutting_off((), way, ipv6=ipv6)}
        assert bool(words & {"ip-6", "ip6tables-w"}) is ipv6
