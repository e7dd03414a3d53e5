"""JavaScript's syntax in terms that can be folded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tree_sitter import Parser

from vedette.core.expressions import expression
from vedette.lang.grammars import grammar
from vedette.triage.layers.folding.lowering import Lower, Lowering
from vedette.triage.layers.folding.statements import (
    Assign,
    Block,
    Each,
    End,
    If,
    Lambda,
    Parameter,
    Switch,
    Try,
    While,
)
from vedette.triage.layers.folding.terms import (
    Array,
    Call,
    Chain,
    Choice,
    Const,
    Index,
    Logic,
    Name,
    Opaque,
    Sequence,
    Spread,
    Table,
    Term,
    Unary,
)
from vedette.triage.layers.folding.values import UNDEFINED
from vedette.triage.layers.javascript.literals import cooked, number, string
from vedette.triage.layers.javascript.values import Regex

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGE: Final = grammar("tree_sitter_javascript")
_LOGIC: Final = frozenset({"&&", "||", "??"})
_BINARY: Final = frozenset({"binary_expression"})
_NEEDLESS: Final = expression(r"(?:\\x[2-7][0-9a-fA-F]|\\u00[2-7][0-9a-fA-F]|\\u\{0*[2-7][0-9a-fA-F]\}){2}")


@lru_cache(maxsize=1)
def parser() -> Parser:
    """Return the parser."""
    return Parser(LANGUAGE)


class JavaScriptLowering(Lowering):
    """One script."""

    def __init__(self, source: bytes, most: int = 400_000) -> None:
        super().__init__(source, most)
        self.escaped: list[Const] = []
        """Strings with escapes nobody needs."""
        self.loops: list[While] = []
        self.branches: list[If] = []
        self.table = {**self._expressions(), **self._statements()}

    def _expressions(self) -> dict[str, Lower]:
        return {
            "program": self._program,
            "statement_block": self._program,
            "expression_statement": self.inner,
            "parenthesized_expression": self.inner,
            "else_clause": self.inner,
            "identifier": lambda node: Name(name=self.name(node)),
            "shorthand_property_identifier_pattern": lambda node: Name(name=self.name(node)),
            "this": lambda _: Name(name="this"),
            "undefined": lambda _: Const(is_=UNDEFINED),
            "null": lambda _: Const(is_=None),
            "true": lambda _: Const(is_=True),
            "false": lambda _: Const(is_=False),
            "number": lambda node: Const(is_=number(self.text(node))),
            "string": self._string,
            "regex": self._regex,
            "template_string": self._template,
            "array": self._array,
            "array_pattern": self._array,
            "spread_element": lambda node: Spread(inner=self.inner(node)),
            "rest_pattern": lambda node: Spread(inner=self.inner(node)),
            "object": self._object,
            "member_expression": self._member,
            "subscript_expression": self._subscript,
            "call_expression": self._call,
            "new_expression": self._new,
            "binary_expression": self._binary,
            "unary_expression": self._unary,
            "await_expression": self.inner,
            "update_expression": self._update,
            "ternary_expression": self._choice,
            "sequence_expression": lambda node: Sequence(items=self.terms(node.named_children)),
            "assignment_expression": self._assign,
            "augmented_assignment_expression": self._augmented,
        }

    def _statements(self) -> dict[str, Lower]:
        return {
            "variable_declaration": self._declare,
            "lexical_declaration": self._declare,
            "function_declaration": self._function,
            "function_expression": self._function,
            "generator_function": self._function,
            "arrow_function": self._function,
            "method_definition": self._function,
            "return_statement": lambda node: self._end(node, "return"),
            "throw_statement": lambda node: self._end(node, "throw"),
            "break_statement": lambda _: End(word="break"),
            "continue_statement": lambda _: End(word="continue"),
            "if_statement": self._if,
            "while_statement": lambda node: self._while(node, late=False),
            "do_statement": lambda node: self._while(node, late=True),
            "for_statement": self._for,
            "for_in_statement": self._each,
            "switch_statement": self._switch,
            "try_statement": self._try,
            "empty_statement": lambda _: Block(body=()),
        }

    def apart(self, node: Node) -> bool:
        """And, or and the first that is there look at their right side only if it counts."""
        sign = node.child_by_field_name("operator")
        return sign is not None and sign.type in _LOGIC

    def name(self, node: Node | None) -> str:
        """Return a name, escapes in it undone."""
        text = self.text(node)
        return cooked(text) if "\\" in text else text

    def _program(self, node: Node) -> Term:
        return Block(body=self.terms(node.named_children), hoists=True)

    def _string(self, node: Node) -> Term:
        text = self.text(node)
        made = Const(is_=string(text), start=node.start_byte, end=node.end_byte)
        if "\\" in text and _NEEDLESS.search(text):
            self.escaped.append(made)
        return made

    def _regex(self, node: Node) -> Term:
        pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
        return Const(is_=Regex(self.text(pattern), self.text(flags)))

    def _template(self, node: Node) -> Term:
        pieces: list[Term] = [Const(is_="")]
        for child in node.named_children:
            if child.type == "template_substitution":
                pieces.append(self.inner(child))
            else:
                pieces.append(Const(is_=cooked(self.text(child))))
        return Chain(first=pieces[0], rest=tuple(("+", one) for one in pieces[1:]))

    def _array(self, node: Node) -> Term:
        items: list[Term] = []
        comma = True
        for child in node.children[1:-1]:
            if child.type == ",":
                if comma:
                    items.append(Const(is_=UNDEFINED))
                comma = True
            elif child.type != "comment":
                items.append(self.term(child))
                comma = False
        return Array(items=tuple(items))

    def _object(self, node: Node) -> Term:
        pairs: list[tuple[Term, Term]] = []
        for child in node.named_children:
            match child.type:
                case "pair":
                    pairs.append((self._key(child.child_by_field_name("key")), self._value(child)))
                case "method_definition":
                    pairs.append((self._key(child.child_by_field_name("name")), self.term(child)))
                case "shorthand_property_identifier":
                    name = self.name(child)
                    pairs.append((Const(is_=name), Name(name=name)))
                case "comment":
                    pass
                case _:
                    return self.opaque(node)
        return Table(pairs=tuple(pairs))

    def _value(self, node: Node) -> Term:
        return self.term(node.child_by_field_name("value"))

    def _key(self, node: Node | None) -> Term:
        if node is None:
            return Opaque()
        if node.type == "property_identifier":
            return Const(is_=self.name(node))
        return self.inner(node) if node.type == "computed_property_name" else self.term(node)

    def _member(self, node: Node) -> Term:
        key = Const(is_=self.name(node.child_by_field_name("property")))
        return Index(of=self.term(node.child_by_field_name("object")), key=key, dot=True)

    def _subscript(self, node: Node) -> Term:
        of, key = node.child_by_field_name("object"), node.child_by_field_name("index")
        return Index(of=self.term(of), key=self.term(key))

    def _call(self, node: Node) -> Term:
        function = self.term(node.child_by_field_name("function"))
        return Call(function=function, args=self._args(node))

    def _args(self, node: Node) -> tuple[Term, ...]:
        args = node.child_by_field_name("arguments")
        if args is None:
            return ()
        return (self.term(args),) if args.type == "template_string" else self.terms(args.named_children)

    def _new(self, node: Node) -> Term:
        function = self.term(node.child_by_field_name("constructor"))
        return Call(function=function, args=self._args(node), new=True)

    def _binary(self, node: Node) -> Term:
        sign = node.child_by_field_name("operator")
        if sign is None or sign.type not in _LOGIC:
            return self.chain(node, _BINARY)
        left = self.term(node.child_by_field_name("left"))
        return Logic(sign=sign.type, left=left, right=self.term(node.child_by_field_name("right")))

    def _unary(self, node: Node) -> Term:
        sign = node.child_by_field_name("operator")
        inner = self.term(node.child_by_field_name("argument"))
        return Unary(sign="" if sign is None else sign.type, inner=inner)

    def _update(self, node: Node) -> Term:
        target, sign = node.child_by_field_name("argument"), node.child_by_field_name("operator")
        before = target is not None and sign is not None and sign.start_byte < target.start_byte
        step = "-" if sign is not None and sign.type == "--" else "+"
        return Assign(target=self.term(target), term=Const(is_=1), sign=step, after=before)

    def _choice(self, node: Node) -> Term:
        test, then, other = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
        return Choice(test=self.term(test), then=self.term(then), other=self.term(other))

    def _assign(self, node: Node) -> Term:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return Assign(target=self.term(left), term=self._named(right, left))

    def _named(self, node: Node | None, name: Node | None) -> Term:
        made = self.term(node)
        if isinstance(made, Lambda) and not made.name:
            made.name = self.text(name)[:80]
        return made

    def _augmented(self, node: Node) -> Term:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        sign = self.text(node.child_by_field_name("operator")).removesuffix("=")
        if sign in _LOGIC:
            return self.opaque(node)
        return Assign(target=self.term(left), term=self.term(right), sign=sign)

    def _declare(self, node: Node) -> Term:
        made: list[Term] = []
        for child in node.named_children:
            if child.type != "variable_declarator":
                continue
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if value is None:
                continue
            made.append(Assign(target=self.term(name), term=self._named(value, name), declare=True))
            made[-1].start, made[-1].end = child.start_byte, child.end_byte
        return Sequence(items=tuple(made))

    def _function(self, node: Node) -> Term:
        body = node.child_by_field_name("body")
        parameters = node.child_by_field_name("parameters")
        single = node.child_by_field_name("parameter")
        found = [single] if single is not None else parameters.named_children if parameters else []
        name = node.child_by_field_name("name")
        return Lambda(
            name=self.name(name),
            parameters=tuple(self._parameter(one) for one in found if one.type != "comment"),
            make=lambda: self.term(body),
            expression=body is not None and body.type != "statement_block",
            declared=node.type == "function_declaration",
            written=lambda: (node.text or b"").decode("utf-8", "replace"),
        )

    def _parameter(self, node: Node) -> Parameter:
        if node.type == "assignment_pattern":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            return Parameter(name=self.name(left), default=self.term(right))
        if node.type == "rest_pattern":
            return Parameter(name=self.name(node.named_children[0]) if node.named_children else "", many=True)
        return Parameter(name=self.name(node))

    def _end(self, node: Node, word: str) -> Term:
        term = self.term(node.named_children[0]) if node.named_children else None
        return End(word=word, term=term)

    def _if(self, node: Node) -> Term:
        test, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        made = If(test=self.term(test), then=self.term(then), other=self.field(node, "alternative"))
        self.branches.append(made)
        return made

    def _while(self, node: Node, *, late: bool) -> Term:
        test, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        return self._loop(While(test=self.term(test), body=self.term(body), late=late))

    def _loop(self, loop: While) -> While:
        self.loops.append(loop)
        return loop

    def _for(self, node: Node) -> Term:
        test = node.child_by_field_name("condition")
        empty = test is None or test.type in {"empty_statement", ";"}
        made = While(
            first=self.field(node, "initializer"),
            test=None if empty else self.term(test),
            last=self.field(node, "increment"),
            body=self.term(node.child_by_field_name("body")),
        )
        return self._loop(made)

    def _each(self, node: Node) -> Term:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        word = self.text(node.child_by_field_name("operator"))
        body = self.term(node.child_by_field_name("body"))
        return Each(target=self.term(left), of=self.term(right), body=body, keys=word == "in", declare=True)

    def _switch(self, node: Node) -> Term:
        body = node.child_by_field_name("body")
        cases: list[tuple[Term | None, Block]] = []
        for case in body.named_children if body is not None else []:
            if case.type not in {"switch_case", "switch_default"}:
                continue
            inside = Block(body=self.terms(case.children_by_field_name("body")))
            inside.start, inside.end = case.start_byte, case.end_byte
            cases.append((self.field(case, "value"), inside))
        return Switch(subject=self.term(node.child_by_field_name("value")), cases=tuple(cases))

    def _try(self, node: Node) -> Term:
        handler = node.child_by_field_name("handler")
        caught = handler.child_by_field_name("body") if handler is not None else None
        last = node.child_by_field_name("finalizer")
        return Try(
            body=self.term(node.child_by_field_name("body")),
            handlers=(self.term(caught),) if caught is not None else (),
            last=self.inner(last) if last is not None else None,
        )
