"""PHP's syntax in terms that can be folded. Strings have one character for each byte."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tree_sitter import Parser

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
    Term,
    Unary,
)
from vedette.triage.layers.folding.values import Named
from vedette.triage.layers.php.literals import cooked, number
from vedette.triage.layers.php.terms import Give, Shared, Variable

if TYPE_CHECKING:
    from tree_sitter import Node

_BINARY: Final = frozenset({"binary_expression"})
_LOGIC: Final = {"&&": "&&", "||": "||", "and": "&&", "or": "||", "??": "??"}
_PAIR: Final = 2


@lru_cache(maxsize=1)
def parser() -> Parser:
    """Return the parser."""
    return Parser(grammar("tree_sitter_php", "language_php"))


class PhpLowering(Lowering):
    """One script."""

    def __init__(self, source: bytes, most: int = 400_000) -> None:
        super().__init__(source, most)
        self.table = {**self._values(), **self._operations(), **self._statements()}

    def text(self, node: Node | None) -> str:
        """Return what stands there, one character for each byte."""
        return "" if node is None else self.source[node.start_byte : node.end_byte].decode("latin-1")

    def _values(self) -> dict[str, Lower]:
        return {
            **dict.fromkeys(
                (
                    "expression_statement", "parenthesized_expression", "error_suppression_expression",
                    "argument", "else_clause", "reference_assignment_expression", "echo_statement",
                ),
                self.inner,
            ),
            "variable_name": lambda node: Name(name=self.text(node)),
            "dynamic_variable_name": self._dynamic,
            "name": lambda node: Name(name=self.text(node)),
            "qualified_name": lambda node: Name(name=self.text(node).rpartition("\\")[2]),
            "boolean": lambda node: Const(is_=self.text(node).lower() == "true"),
            "null": lambda _: Const(is_=None),
            "integer": lambda node: Const(is_=number(self.text(node))),
            "float": lambda node: Const(is_=number(self.text(node))),
            "string": self._string,
            "string_content": lambda node: Const(is_=self.text(node)),
            "escape_sequence": lambda node: Const(is_=cooked(self.text(node))),
            "nowdoc": self._nowdoc,
            "encapsed_string": self._encapsed,
            "heredoc": lambda node: self._encapsed(node.child_by_field_name("value") or node),
            "shell_command_expression": self._backticks,
            "array_creation_expression": self._array,
            "list_literal": lambda node: Array(items=self.terms(node.named_children)),
        }  # fmt: skip

    def _operations(self) -> dict[str, Lower]:
        return {
            "subscript_expression": self._subscript,
            "function_call_expression": self._call,
            "member_call_expression": self._method,
            "nullsafe_member_call_expression": self._method,
            "scoped_call_expression": self._scoped,
            "member_access_expression": self._member,
            "object_creation_expression": self._new,
            "binary_expression": self._binary,
            "unary_op_expression": self._unary,
            "cast_expression": self._cast,
            "update_expression": self._update,
            "conditional_expression": self._choice,
            "assignment_expression": self._assign,
            "augmented_assignment_expression": self._augmented,
            "anonymous_function": self._function,
            "arrow_function": self._function,
            "print_intrinsic": self.inner,
            "include_expression": self._include,
            "include_once_expression": self._include,
            "require_expression": self._include,
            "require_once_expression": self._include,
        }

    def _statements(self) -> dict[str, Lower]:
        return {
            "program": self._program,
            "compound_statement": self._program,
            "colon_block": self._program,
            "declaration_list": self._program,
            "class_declaration": lambda node: self.term(node.child_by_field_name("body")),
            "function_definition": self._function,
            "method_declaration": self._function,
            "global_declaration": lambda node: Shared(names=tuple(map(self.text, node.named_children))),
            "return_statement": lambda node: self._end(node, "return"),
            "exit_statement": self.opaque,
            "break_statement": lambda _: End(word="break"),
            "continue_statement": lambda _: End(word="continue"),
            "if_statement": self._if,
            "while_statement": lambda node: self._while(node, late=False),
            "do_statement": lambda node: self._while(node, late=True),
            "for_statement": self._for,
            "foreach_statement": self._each,
            "switch_statement": self._switch,
            "try_statement": self._try,
            "php_tag": lambda _: Block(body=()),
            "text": lambda _: Block(body=()),
            "text_interpolation": lambda _: Block(body=()),
            "empty_statement": lambda _: Block(body=()),
        }

    def apart(self, node: Node) -> bool:
        """And, or and the first that is there look at their right side only if it counts."""
        return self._sign(node) in _LOGIC

    def _sign(self, node: Node) -> str:
        sign = node.child_by_field_name("operator")
        return "" if sign is None else sign.type.lower()

    def _part(self, node: Node, name: str) -> Term:
        return self.term(node.child_by_field_name(name))

    def _program(self, node: Node) -> Term:
        return Block(body=self.terms(node.named_children), hoists=True)

    def _dynamic(self, node: Node) -> Term:
        children = node.named_children
        if len(children) != 1:
            return self.opaque(node)
        if children[0].type == "name":
            return Name(name=f"${self.text(children[0])}")
        return Variable(inner=self.term(children[0]))

    def _string(self, node: Node) -> Term:
        text = self.text(node)
        inside = text[text.find("'") + 1 : -1]
        return Const(is_=re.sub(r"\\([\\'])", r"\1", inside))

    def _nowdoc(self, node: Node) -> Term:
        return Const(is_=self.text(node.child_by_field_name("value")).removeprefix("\n"))

    def _encapsed(self, node: Node) -> Term:
        pieces = [self.term(one) for one in node.named_children]
        if all(isinstance(one, Const) for one in pieces):
            return Const(is_="".join(str(one.is_) for one in pieces if isinstance(one, Const)))
        return Chain(first=Const(is_=""), rest=tuple((".", one) for one in pieces))

    def _backticks(self, node: Node) -> Term:
        return Call(function=Const(is_=Named("shell_exec")), args=(self._encapsed(node),))

    def _array(self, node: Node) -> Term:
        pairs: list[Term] = []
        for one in node.named_children:
            if one.type != "array_element_initializer":
                continue
            parts = self.terms(one.named_children)
            pairs.append(Array(items=parts if len(parts) == _PAIR else (Const(is_=None), *parts[:1])))
        return Call(function=Const(is_=Named("(array)")), args=tuple(pairs))

    def _subscript(self, node: Node) -> Term:
        parts = self.terms(node.named_children)
        key = parts[1] if len(parts) > 1 else Const(is_=None)
        return Index(of=parts[0], key=key)

    def _args(self, node: Node) -> tuple[Term, ...]:
        args = node.child_by_field_name("arguments")
        return () if args is None else self.terms(args.named_children)

    def _call(self, node: Node) -> Term:
        function = node.child_by_field_name("function")
        if function is not None and function.type in {"name", "qualified_name"}:
            name = self.text(function).rpartition("\\")[2].lower()
            made: Term = Name(name=f"{name}()")
        else:
            made = self.term(function)
        return Call(function=made, args=self._args(node))

    def _method(self, node: Node) -> Term:
        name = node.child_by_field_name("name")
        key = Const(is_=self.text(name)) if name is not None and name.type == "name" else self.term(name)
        return Call(function=Index(of=self._part(node, "object"), key=key, dot=True), args=self._args(node))

    def _scoped(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name")).lower()
        return Call(function=Name(name=f"{name}()"), args=self._args(node))

    def _member(self, node: Node) -> Term:
        return Index(
            of=self._part(node, "object"),
            key=Const(is_=self.text(node.child_by_field_name("name"))),
            dot=True,
        )

    def _new(self, node: Node) -> Term:
        args = next((one for one in node.named_children if one.type == "arguments"), None)
        made = () if args is None else self.terms(args.named_children)
        return Call(function=Const(is_=Named("new")), args=made)

    def _binary(self, node: Node) -> Term:
        sign = _LOGIC.get(self._sign(node))
        if sign is None:
            return self.chain(node, _BINARY)
        return Logic(sign=sign, left=self._part(node, "left"), right=self._part(node, "right"))

    def _unary(self, node: Node) -> Term:
        sign = node.children[0].type if node.children else ""
        return Unary(sign=sign, inner=self.term(node.named_children[-1] if node.named_children else None))

    def _cast(self, node: Node) -> Term:
        kind = self.text(node.child_by_field_name("type")).lower().strip()
        return Call(function=Const(is_=Named(f"({kind})")), args=(self._part(node, "value"),))

    def _update(self, node: Node) -> Term:
        target = node.child_by_field_name("argument")
        text = self.text(node)
        before = text.startswith(("++", "--"))
        sign = "-" if "--" in text else "+"
        return Assign(target=self.term(target), term=Const(is_=1), sign=sign, after=before)

    def _choice(self, node: Node) -> Term:
        test, other = self._part(node, "condition"), self._part(node, "alternative")
        then = self.field(node, "body")
        return (
            Logic(sign="||", left=test, right=other)
            if then is None
            else Choice(test=test, then=then, other=other)
        )

    def _assign(self, node: Node) -> Term:
        left, right = node.child_by_field_name("left"), self._part(node, "right")
        if left is not None and left.type == "dynamic_variable_name" and left.named_children[:1]:
            inner = left.named_children[0]
            name = Const(is_=self.text(inner)) if inner.type == "name" else self.term(inner)
            return Give(name=name, term=right)
        return Assign(target=self.term(left), term=right)

    def _augmented(self, node: Node) -> Term:
        sign = self._sign(node).removesuffix("=")
        if sign == "??":
            return self.opaque(node)
        return Assign(target=self._part(node, "left"), term=self._part(node, "right"), sign=sign)

    def _function(self, node: Node) -> Term:
        body, found = node.child_by_field_name("body"), node.child_by_field_name("parameters")
        declared = node.type in {"function_definition", "method_declaration"}
        name = self.text(node.child_by_field_name("name")).lower()
        parameters = (
            [one for one in found.named_children if one.type != "comment"] if found is not None else []
        )
        return Lambda(
            name=f"{name}()" if declared else "",
            parameters=tuple(self._parameter(one) for one in parameters),
            make=lambda: self.term(body),
            expression=node.type == "arrow_function",
            declared=declared,
        )

    def _parameter(self, node: Node) -> Parameter:
        name = self.text(node.child_by_field_name("name"))
        return Parameter(name=name, default=self.field(node, "default_value"), many="variadic" in node.type)

    def _include(self, node: Node) -> Term:
        return Call(function=Const(is_=Named("include")), args=self.terms(node.named_children))

    def _end(self, node: Node, word: str) -> Term:
        return End(word=word, term=self.term(node.named_children[0]) if node.named_children else None)

    def _if(self, node: Node) -> Term:
        other: Term | None = None
        for one in reversed(node.children_by_field_name("alternative")):
            if one.type == "else_if_clause":
                other = If(test=self._part(one, "condition"), then=self._part(one, "body"), other=other)
            else:
                other = self._part(one, "body")
        return If(test=self._part(node, "condition"), then=self._part(node, "body"), other=other)

    def _while(self, node: Node, *, late: bool) -> Term:
        return While(test=self._part(node, "condition"), body=self._part(node, "body"), late=late)

    def _for(self, node: Node) -> Term:
        return While(
            first=self.field(node, "initialize"),
            test=self.field(node, "condition"),
            last=self.field(node, "update"),
            body=self._part(node, "body"),
        )

    def _each(self, node: Node) -> Term:
        children = [one for one in node.named_children if one.type != "comment"]
        body = node.child_by_field_name("body")
        if len(children) < _PAIR:
            return self.opaque(node)
        of, target = self.term(children[0]), children[1]
        key: Term | None = None
        if target.type == "pair" and len(target.named_children) == _PAIR:
            key, target = self.term(target.named_children[0]), target.named_children[1]
        return Each(target=self.term(target), of=of, body=self.term(body), key=key)

    def _switch(self, node: Node) -> Term:
        block = node.child_by_field_name("body")
        cases: list[tuple[Term | None, Block]] = []
        for one in block.named_children if block is not None else []:
            value = one.child_by_field_name("value")
            rest = [child for child in one.named_children if value is None or child.id != value.id]
            cases.append((None if value is None else self.term(value), Block(body=self.terms(rest))))
        return Switch(subject=self._part(node, "condition"), cases=tuple(cases))

    def _try(self, node: Node) -> Term:
        handlers = [one for one in node.named_children if one.type == "catch_clause"]
        bodies = tuple(self.term(one.child_by_field_name("body")) for one in handlers)
        return Try(body=self._part(node, "body"), handlers=bodies)
