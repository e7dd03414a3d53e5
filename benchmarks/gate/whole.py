"""What the gate costs and holds: processor time a request, durable entries, a proof, policy mutants."""

from __future__ import annotations

from benchmarks.gate import cost, ledger, policy, reading
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome


def run(options: Options) -> Outcome:
    """Measure all of it; LITELLM= program of a LiteLLM proxy, SECONDS=10 of load, LEAVES=10000000."""
    seconds = float(options.get("SECONDS", "10"))
    ours = cost.vedette(seconds)
    program = options.path("LITELLM")
    theirs = cost.litellm(program, seconds) if program else None
    appends = ledger.appends_per_s()
    proof = ledger.proof_ms(int(options.get("LEAVES", "10000000")))
    look = reading.look_cpu_s()
    score = policy.score()
    rows: list[list[Cell]] = [
        ["gate: CPU ms a request at 32 connections", ours.cpu_ms],
        ["gate: requests a second, client on the same cores", ours.per_s],
        ["LiteLLM proxy: CPU ms a request", theirs.cpu_ms if theirs else None],
        ["LiteLLM / gate", theirs.cpu_ms / ours.cpu_ms if theirs else None],
        ["ledger: durable appends a second, 64 writers", appends],
        ["ledger: ms an inclusion proof, median", proof["median_ms"]],
        ["ledger: MB of the process that proves, at most", proof["peak_mb"]],
        ["ledger: CPU s to find a member's uses among a million entries", look["somebody"]],
        ["ledger: CPU s to find one decision among them", look["decision"]],
        ["policy: mutants killed", score.killed],
        ["policy: of (equivalent ones left out)", score.of],
    ]
    return Outcome(
        title="The gate",
        header=("what", "measured"),
        rows=rows,
        figures={
            "cpu_ms_per_request": round(ours.cpu_ms, 3),
            "litellm_cpu_ms_per_request": round(theirs.cpu_ms, 2) if theirs else None,
            "appends_per_s_64": round(appends),
            "proof_ms_10m": proof["median_ms"],
            "uses_of_one_in_1m_cpu_s": look["somebody"],
            "policy_mutants_killed": round(score.killed / score.of, 4),
        },
        notes=[f"proof: 99 of 100 below {proof['p99_ms']} ms; built in {proof['build_s']} s"],
    )
