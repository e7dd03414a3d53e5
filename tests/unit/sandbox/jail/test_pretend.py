import hashlib

from vedette.core.executions import Execution, NotExecuted, Program, Sandbox
from vedette.sandbox.jail.pretend import Pretend, ended


def test_it_answers_in_order_and_then_executes_nothing() -> None:
    box: Sandbox = (
        pretend := Pretend((ended(1), NotExecuted(why="no"), lambda program: ended(out=program.stdin)))
    )
    asked = [Program(command=("x",), stdin=bytes([number])) for number in range(4)]
    answers = [box.run(one) for one in asked]
    assert pretend.asked == asked
    assert isinstance(answers[0], Execution)
    assert answers[0].code == 1
    assert answers[1] == NotExecuted(why="no")
    assert isinstance(answers[2], Execution)
    assert answers[2].out == b"\x02"
    assert isinstance(answers[3], NotExecuted)


def test_an_ended_run_carries_digests() -> None:
    made = ended(out=b"abc", err=b"d", timed_out=True)
    assert made.out_digest == f"sha256:{hashlib.sha256(b'abc').hexdigest()}"
    assert made.err_digest == f"sha256:{hashlib.sha256(b'd').hexdigest()}"
    assert made.timed_out
