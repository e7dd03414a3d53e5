from pathlib import Path

from benchmarks.code_speed import figures, row
from benchmarks.processes import Cost, measure


def cost(cpu: float, peak: float = 10.0) -> Cost:
    return Cost(cpu=cpu, wall=cpu, peak_mb=peak, code=0, words="")


def test_medians_shares_and_the_worst_peak() -> None:
    cold, again = [cost(4.0, 90.0), cost(2.0, 100.0), cost(9.0)], [cost(0.2), cost(0.1), cost(9.0)]
    assert figures(cold, again, [cost(80.0)], 100_000) == {
        "lines_per_cpu_s": 25_000, "rescan_share": 0.05, "peak_mb": 100.0, "times_semgrep": 20.0,
    }  # fmt: skip


def test_without_a_peer_there_is_no_ratio() -> None:
    assert figures([cost(1.0)], [cost(1.0)], [], 1)["times_semgrep"] is None
    assert row("cold", [cost(2.0)], 10) == ["cold", 2.0, 2.0, 10.0, 5.0]


def test_costs_are_those_of_the_process_that_ran(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    made = measure(["/bin/sh", "-c", f"echo words >&2; : > {mark}; exit 1"])
    assert (made.code, made.words, mark.exists()) == (1, "words\n", True)
    assert made.peak_mb > 0
