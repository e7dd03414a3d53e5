"""What names lead to: modules, classes, functions; and the frame of the function being run."""

from __future__ import annotations

import marshal  # noqa: TID251 - only what was dumped here, in this process
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from vedette.code.tables import Flag, Sink
from vedette.code.taint.found import Found
from vedette.code.taint.traces import Trace
from vedette.code.taint.values import NOTHING, Obj, State, Value
from vedette.lang.ir import ATTR, CALL, NAME, Block, Node

_TOLD_APART: Final = 64
"""Labels of one function, after which values of one place are one whatever was asked for."""


class Module:
    """One file of the analysed program, run once at its top level."""

    __slots__ = (
        "broken", "done", "env", "found", "functions", "heap", "imports", "labels", "lines", "name",
        "package", "path", "ties", "uses",
    )  # fmt: skip

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        self.package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        self.env: dict[str, Value] = {}
        self.heap: dict[int, Obj] = {}
        self.labels: list[Origin] = []
        """What the labels in `env` and `heap` stand for."""
        self.functions: dict[int, Function] = {}
        """By place: the functions met in it so far, those of classes and functions included."""
        self.imports: set[str] = set()
        """Top-level packages it imports."""
        self.lines = 0
        self.broken: tuple[int, ...] = ()
        self.done = False
        self.ties = False
        """Whether it calls anything by which paths are tied to functions, see `routing`."""
        self.uses: set[Any] = set()
        """What its top level looked at."""
        self.found: list[Found] = []

    def __repr__(self) -> str:
        return f"<{self.path}>"


class Function:
    """One function, method or lambda."""

    __slots__ = (
        "_body", "at", "cls", "contexts", "decorated_by", "decorator_names", "decorators", "entries", "flags",
        "free", "inner", "module", "name", "owner", "parameters", "passes", "qualname", "returns",
        "returns_to", "shared",
    )  # fmt: skip

    def __init__(self, module: Module, node: Node, qualname: str) -> None:
        _, self.at, self.name, self.parameters, body, self.decorators, _, self.returns, self.flags = node
        self._body: Block | bytes = body
        self.module = module
        self.qualname = qualname
        self.cls: Class | None = None
        self.decorator_names = frozenset(_last_name(node) for node in self.decorators)
        """The simple names of its decorators."""
        self.decorated_by: list[str] = []
        """Paths of the library decorators it has."""
        self.owner: Function | None = None
        """The function it is written in."""
        self.free: frozenset[str] | None = None
        self.shared: frozenset[str] | None = None
        self.inner: dict[str, Value] = {}
        """Functions and classes written in it: called from elsewhere, its variables are gone."""
        self.passes: frozenset[str] | None = None
        """The names of what it passes, as a decorator, to what it decorates; None until somebody asks."""
        self.contexts = 0
        """Shapes of arguments it was run for."""
        self.returns_to: list[Sink] = []
        """Sinks that what it returns goes to."""
        self.entries: list[Any] = []

    @property
    def body(self) -> Block:
        """What it does; made anew each time where it was folded."""
        body = self._body
        return body if body.__class__ is not bytes else marshal.loads(body)  # type: ignore[return-value] # noqa: S302 - ours

    def fold(self) -> None:
        """Keep the body as bytes, in a fifth of the room: to unfold it is quick beside running it."""
        try:
            self._body = marshal.dumps(self.body)
        except ValueError:  # nested more deeply than the format allows
            return

    def __repr__(self) -> str:
        return f"<function {self.qualname}>"


def _last_name(node: Node) -> str:
    if node[0] == CALL:
        node = node[2]
    if node[0] == NAME:
        return str(node[2])
    return str(node[3]) if node[0] == ATTR else ""


class Class:
    """One class of the analysed program."""

    __slots__ = ("abstract", "attrs", "bases", "module", "name", "qualname")

    def __init__(self, module: Module, name: str, qualname: str) -> None:
        self.module = module
        self.name = name
        self.qualname = qualname
        self.bases: list[Value] = []
        self.attrs: dict[str, Value] = {}
        self.abstract: bool | None = None
        """Whether some method of it is; None until somebody asks."""

    def __repr__(self) -> str:
        return f"<class {self.qualname}>"


class Bound(NamedTuple):
    """A method and the object it was taken from."""

    function: Function
    receiver: Value


class ModuleRef(NamedTuple):
    """A module of the analysed program, by name."""

    name: str


class Super(NamedTuple):
    """What `super()` gives: the bases of a class, for an object."""

    cls: Class
    receiver: Value


class Origin(NamedTuple):
    """What a label stands for: a value chosen by somebody, at one place."""

    kind: str
    module: Module
    at: int
    what: str
    named_only: bool = False
    """Recognised by the name of an attribute or method alone."""


class Reached(msgspec.Struct, eq=False, frozen=True, gc=False):
    """A sink that labels reach, not yet known to be a finding: the caller may pass nothing untrusted."""

    row: Sink | Flag
    mask: int
    clean: int
    module: Module
    at: int
    name: str
    trace: Trace | None
    named_only: bool
    function: str

    def carrying(self, mask: int, clean: int, trace: Trace | None) -> Reached:
        """Return the same sink, reached by other labels."""
        return Reached(
            self.row, mask, clean, self.module, self.at, self.name, trace, self.named_only, self.function
        )


class Summary(msgspec.Struct, eq=False):
    """What one function does with its arguments, in its own labels: the first `slots` stand for arguments."""

    slots: int
    result: Value
    objects: dict[int, Obj] = msgspec.field(default_factory=dict)
    """Objects the result or the changed arguments hold, by id."""
    writes: list[tuple[int, int, Obj | None]] = msgspec.field(default_factory=list)
    """(which argument object, its id here, its new content or None when unchanged)."""
    reached: list[Reached] = msgspec.field(default_factory=list)
    labels: list[Origin] = msgspec.field(default_factory=list)
    """What the labels after those of the slots stand for."""
    safe: dict[int, int] = msgspec.field(default_factory=dict)
    """Checks that hold whenever it returns."""
    safe_if: tuple[dict[int, int], dict[int, int]] = ({}, {})
    """Checks that hold when it returns something false, something true."""
    never_returns: bool = False
    nonlocals: dict[str, Value] = msgspec.field(default_factory=dict)
    """What it leaves in variables of the functions around it."""
    raised: Value | None = None
    """What it raises."""
    cells: Obj | None = None
    """What it leaves in modules and classes; see `cells`."""
    uses: tuple[Any, ...] = ()
    """What it looked at: functions, modules, other summaries, methods by name."""
    found: list[Found] = msgspec.field(default_factory=list)
    """What its own sources reach, and what is wrong in it whatever the data."""
    idle: bool = False
    """Whether a use of it changes nothing, and gives the same whatever goes in."""

    def trim(self) -> None:
        """Share what is empty: there are a hundred thousand of these, and most have most of it empty."""
        self.objects = self.objects or _NO_OBJECTS
        self.nonlocals = self.nonlocals or _NO_VALUES
        self.safe = self.safe or _NO_CHECKS
        self.writes = self.writes or _NO_WRITES
        self.reached = self.reached or _NOT_REACHED
        self.found = self.found or _NOT_FOUND
        self.labels = self.labels or _NO_LABELS
        if not any(self.safe_if):
            self.safe_if = _NEITHER

    def settle(self) -> None:
        """Keep only what was found and what it rests on: nobody calls the function any more."""
        self.result, self.raised, self.cells = NOTHING, None, None
        self.objects, self.nonlocals, self.safe, self.safe_if = _NO_OBJECTS, _NO_VALUES, _NO_CHECKS, _NEITHER
        self.writes, self.reached, self.labels = _NO_WRITES, _NOT_REACHED, _NO_LABELS


_NO_OBJECTS: Final[dict[int, Obj]] = {}
_NO_VALUES: Final[dict[str, Value]] = {}
_NO_CHECKS: Final[dict[int, int]] = {}
_NEITHER: Final[tuple[dict[int, int], dict[int, int]]] = ({}, {})
_NO_WRITES: Final[list[tuple[int, int, Obj | None]]] = []
_NOT_REACHED: Final[list[Reached]] = []
_NOT_FOUND: Final[list[Found]] = []
_NO_LABELS: Final[list[Origin]] = []


class Asked(msgspec.Struct, eq=False):
    """What one caller asked of a function, and how coarsely it tells arguments apart by now."""

    level: int = 0
    answers: set[Summary] = msgspec.field(default_factory=set)


class Slot(msgspec.Struct, eq=False, gc=False):
    """What one label of a summary stands for at one call."""

    mask: int
    clean: int
    trace: Trace | None
    oid: int | None
    """The object of which it is the unnamed content, or None for a plain value."""


Exits: TypeAlias = "tuple[State | None, State | None]"
"""How things stand where a loop is broken off, and where its body is left for the next round."""


class Frame(msgspec.Struct, eq=False):
    """The function being run, or a module's top level when `function` is None."""

    module: Module
    function: Function | None
    labels: list[Origin | None] = msgspec.field(default_factory=list)
    index: dict[Origin | tuple[Origin, tuple[str, ...]], int] = msgspec.field(default_factory=dict)
    slots: int = 0
    result: Value | None = None
    end: State | None = None
    safe_if: dict[bool, dict[int, int]] = msgspec.field(default_factory=dict)
    """What is checked when it returns something false, something true."""
    breaks: State | None = None
    continues: State | None = None
    yields: Value | None = None
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()
    reached: list[Reached] = msgspec.field(default_factory=list)
    loops: int = 0
    tries: int = 0
    raised: Value | None = None
    """What was raised since the innermost `try` began."""
    thrown: State | None = None
    """How things stood where it was, inside a `try`."""
    steps: int = 0
    uses: set[Any] = msgspec.field(default_factory=set)
    asked: dict[Function, Asked] = msgspec.field(default_factory=dict)
    """What it passed to each function it called."""
    found: list[Found] = msgspec.field(default_factory=list)
    seen: dict[int, Value] = msgspec.field(default_factory=dict)
    """What operands of comparisons and calls came to, by node: conditions are looked at again."""
    read: dict[int, Value] = msgspec.field(default_factory=dict)
    """What attributes came to, by node, when they were last read."""
    looked: dict[Any, Any] = msgspec.field(default_factory=dict)
    """What was looked up in sources under constant keys, see `lookups`."""
    checks: dict[int, tuple[dict[int, int], dict[int, int]]] = msgspec.field(default_factory=dict)
    """By call node: what the call, as last evaluated, checks."""

    def into_loop(self) -> Exits:
        """Begin a loop, which has exits of its own; return those of the one around it."""
        outer = self.breaks, self.continues
        self.breaks = self.continues = None
        self.loops += 1
        return outer

    def out_of_loop(self, outer: Exits) -> State | None:
        """End a loop; return how things stand where it was broken off."""
        breaks = self.breaks
        self.breaks, self.continues = outer
        self.loops -= 1
        return breaks

    def label(self, origin: Origin, asked: tuple[str, ...] = ()) -> int:
        """Return the label bit of an origin, a new one the first time.

        What a function was asked for by different names is two values, though they come from one place; after
        some it is one: a function made to ask thousands of times would make every value as wide as that.
        """
        key = (origin, asked) if asked and len(self.labels) < _TOLD_APART else origin
        at = self.index.get(key)
        if at is None:
            at = self.index[key] = len(self.labels)
            self.labels.append(origin)
        return 1 << at


def lambda_node(at: int, inner: tuple[tuple[Node, ...], Block]) -> Node:
    """Return a lambda in the form of a function statement."""
    return (0, at, "<lambda>", inner[0], inner[1], (), at, None, 0)
