"""Puts the interpreter together: which function handles which kind of node. The one list of them all."""

from __future__ import annotations

from vedette.code.knowledge import Knowledge
from vedette.code.taint import (
    attributes,
    calls,
    closures,
    control,
    expressions,
    guards,
    names,
    operators,
    statements,
    summaries,
)
from vedette.code.taint.judge import judge
from vedette.code.taint.machine import Arguments, Evaluate, Execute, Machine, Project
from vedette.code.taint.models import Call
from vedette.code.taint.scopes import Frame
from vedette.code.taint.values import NOTHING, State, Value
from vedette.lang import ir

EVALUATORS: dict[int, Evaluate] = {
    ir.CONST: expressions.const,
    ir.NAME: names.name,
    ir.ATTR: attributes.attribute,
    ir.INDEX: expressions.index,
    ir.SLICE: expressions.slice_,
    ir.CALL: calls.call,
    ir.BINARY: operators.binary,
    ir.BOOL: operators.bool_,
    ir.NOT: operators.not_,
    ir.UNARY: operators.unary,
    ir.COMPARE: operators.compare,
    ir.TERNARY: expressions.ternary,
    ir.JOINED: expressions.joined_string,
    ir.SEQUENCE: expressions.sequence,
    ir.DICT: expressions.dict_,
    ir.COMPREHENSION: expressions.comprehension,
    ir.LAMBDA: expressions.lambda_,
    ir.WALRUS: expressions.walrus,
    ir.STAR: expressions.star,
    ir.YIELD: expressions.yield_,
    ir.UNKNOWN: expressions.unknown,
}
EXECUTORS: dict[int, Execute] = {
    ir.ASSIGN: statements.assign,
    ir.AUGMENT: statements.augment,
    ir.EXPR: statements.expression,
    ir.RETURN: statements.return_,
    ir.IF: control.if_,
    ir.WHILE: control.while_,
    ir.FOR: control.for_,
    ir.TRY: control.try_,
    ir.WITH: control.with_,
    ir.BREAK: control.break_,
    ir.CONTINUE: control.continue_,
    ir.RAISE: statements.raise_,
    ir.FUNCTION: statements.function,
    ir.CLASS: statements.class_,
    ir.IMPORT: statements.import_,
    ir.FROM: statements.from_,
    ir.MATCH: control.match,
    ir.DELETE: statements.delete,
    ir.GLOBAL: statements.globals_,
    ir.NONLOCAL: statements.nonlocal_,
    ir.ASSERT: statements.assert_,
}


def machine(knowledge: Knowledge, project: Project) -> Machine:
    """Return an interpreter that knows every kind of node."""
    made = Machine(knowledge, project)
    for op, evaluate in EVALUATORS.items():
        made.evaluators[op] = evaluate
    for op, execute in EXECUTORS.items():
        made.executors[op] = execute
    made.call_function = summaries.call_function
    made.refine = guards.refine
    made.call_value = _call_value
    made.with_captured = closures.with_captured
    made.report = _report
    return made


def _call_value(m: Machine, callee: Value, given: Arguments, state: State, at: int) -> Value:
    return calls.invoke(m, callee, Call("", NOTHING, given, state, at))


def _report(m: Machine, frame: Frame) -> None:
    """Note what a frame's own sources reach; keep what only its arguments reach, for its callers."""
    if not frame.reached:
        return
    kept = []
    limit = (1 << frame.slots) - 1
    for reached in frame.reached:
        high = reached.mask >> frame.slots
        index = frame.slots
        while high:
            origin = frame.labels[index] if high & 1 else None
            if origin is not None:
                frame.found.extend(judge(m.knowledge, reached, origin, 1 << index, m.same))
            high >>= 1
            index += 1
        mine = reached.mask & limit
        if mine:
            kept.append(
                reached if mine == reached.mask else reached.carrying(mine, reached.clean, reached.trace)
            )
    frame.reached = kept
