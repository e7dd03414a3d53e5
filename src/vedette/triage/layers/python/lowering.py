"""Python's syntax in terms that can be folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.folding.lowering import Lower, Lowering
from vedette.triage.layers.folding.statements import (
    Assign,
    Block,
    Each,
    End,
    If,
    Lambda,
    Parameter,
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
    Slice,
    Spread,
    Table,
    Term,
    Unary,
)
from vedette.triage.layers.folding.values import Named
from vedette.triage.layers.python.library import TABLE
from vedette.triage.layers.python.literals import number, text_of
from vedette.triage.layers.python.terms import Class, Comprehension, Shared

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["PythonLowering"]
_BINARY: Final = frozenset({"binary_operator"})
_PAIR: Final = 2


class PythonLowering(Lowering):
    """One script."""

    def __init__(self, source: bytes, most: int = 400_000) -> None:
        super().__init__(source, most)
        self.table = {**self._expressions(), **self._statements()}

    def _expressions(self) -> dict[str, Lower]:
        return {
            **dict.fromkeys(("module", "block"), self.block),
            **dict.fromkeys(
                ("expression_statement", "parenthesized_expression", "await", "decorated_definition", "type"),
                self._last,
            ),
            **dict.fromkeys(("list", "list_pattern"), lambda node: self._array(node, list)),
            **dict.fromkeys(
                ("tuple", "expression_list", "pattern_list", "tuple_pattern"),
                lambda node: self._array(node, tuple),
            ),
            **dict.fromkeys(
                ("list_splat", "list_splat_pattern"), lambda node: Spread(inner=self.inner(node))
            ),
            "identifier": lambda node: Name(name=self.text(node)),
            "none": lambda _: Const(is_=None),
            "true": lambda _: Const(is_=True),
            "false": lambda _: Const(is_=False),
            "integer": self._number,
            "float": self._number,
            "string": self._string,
            "concatenated_string": self._strings,
            "set": lambda node: self._array(node, set),
            "dictionary": self._table,
            "attribute": self._attribute,
            "subscript": self._subscript,
            "call": self._call,
            "binary_operator": lambda node: self.chain(node, _BINARY),
            "unary_operator": self._unary,
            "not_operator": lambda node: Unary(sign="not", inner=self._argument(node)),
            "boolean_operator": self._logic,
            "comparison_operator": self._compare,
            "conditional_expression": self._choice,
            "named_expression": self._walrus,
            "assignment": self._assign,
            "augmented_assignment": self._augmented,
        }

    def _statements(self) -> dict[str, Lower]:
        return {
            "lambda": self._lambda,
            "function_definition": self._lambda,
            "class_definition": self._class,
            "list_comprehension": lambda node: self._comprehension(node, list),
            "generator_expression": lambda node: self._comprehension(node, list),
            "set_comprehension": lambda node: self._comprehension(node, set),
            "dictionary_comprehension": lambda node: self._comprehension(node, dict),
            "import_statement": self._import,
            "import_from_statement": self._import_from,
            "global_statement": self._global,
            "return_statement": lambda node: self._end(node, "return"),
            "raise_statement": lambda node: self._end(node, "throw"),
            "break_statement": lambda _: End(word="break"),
            "continue_statement": lambda _: End(word="continue"),
            "pass_statement": lambda _: Block(body=()),
            "if_statement": self._if,
            "while_statement": self._while,
            "for_statement": self._for,
            "try_statement": self._try,
            "with_statement": self._with,
            "exec_statement": self._exec,
            "print_statement": self.opaque,
        }

    def _last(self, node: Node) -> Term:
        """Return what counts of a node: the last thing in it."""
        children = [one for one in node.named_children if one.type not in {"comment", "decorator"}]
        return self.term(children[0]) if len(children) == 1 else self._array(node, tuple)

    def _number(self, node: Node) -> Term:
        value = number(self.text(node))
        return Opaque() if value is None else Const(is_=value)

    def _string(self, node: Node) -> Term:
        children = node.children
        if not children or children[0].type != "string_start":
            return Opaque()
        prefix = self.text(children[0]).rstrip("'\"").lower()
        if not any(one.type == "interpolation" for one in children):
            content = self.source[children[0].end_byte : children[-1].start_byte].decode("utf-8", "replace")
            return Const(is_=text_of(prefix, content))
        pieces: list[Term] = []
        for one in children[1:-1]:
            if one.type == "interpolation":
                pieces.append(self._interpolated(one))
            else:
                text = self.text(one).replace("{{", "{").replace("}}", "}")
                pieces.append(Const(is_=text_of(prefix, text)))
        return Call(function=Const(is_=Named("(joined)")), args=tuple(pieces))

    def _interpolated(self, node: Node) -> Term:
        if any(one.type == "format_specifier" for one in node.children):
            return self.opaque(node)
        return self.term(node.child_by_field_name("expression"))

    def _strings(self, node: Node) -> Term:
        terms = self.terms(node.named_children)
        if not all(isinstance(one, Const) for one in terms):
            return Call(function=Const(is_=Named("(joined)")), args=terms)
        values = [one.is_ for one in terms if isinstance(one, Const)]
        if all(isinstance(one, str) for one in values):
            return Const(is_="".join(str(one) for one in values))
        return Const(is_=b"".join(one for one in values if isinstance(one, bytes)))

    def _array(self, node: Node, make: type) -> Term:
        return Array(items=self.terms(node.named_children), make=make)

    def _table(self, node: Node) -> Term:
        pairs = [one for one in node.named_children if one.type != "comment"]
        if any(one.type != "pair" for one in pairs):
            return self.opaque(node)
        return Table(pairs=tuple((self._field(one, "key"), self._field(one, "value")) for one in pairs))

    def _field(self, node: Node, name: str) -> Term:
        return self.term(node.child_by_field_name(name))

    def _argument(self, node: Node) -> Term:
        return self._field(node, "argument")

    def _attribute(self, node: Node) -> Term:
        key = Const(is_=self.text(node.child_by_field_name("attribute")))
        return Index(of=self._field(node, "object"), key=key, dot=True)

    def _subscript(self, node: Node) -> Term:
        of, keys = self._field(node, "value"), node.children_by_field_name("subscript")
        if len(keys) != 1:
            return self.opaque(node)
        if keys[0].type != "slice":
            return Index(of=of, key=self.term(keys[0]))
        bounds: list[Term] = [Const(is_=None)] * 3
        at = 0
        for one in keys[0].children:
            if one.type == ":":
                at += 1
            elif at < len(bounds):
                bounds[at] = self.term(one)
        return Slice(of=of, bounds=tuple(bounds))

    def _call(self, node: Node) -> Term:
        function, given = self._field(node, "function"), node.child_by_field_name("arguments")
        if given is None or given.type == "generator_expression":
            return Call(function=function, args=(self.term(given),))
        args, named = [], []
        for one in given.named_children:
            match one.type:
                case "keyword_argument":
                    named.append((self.text(one.child_by_field_name("name")), self._field(one, "value")))
                case "dictionary_splat":
                    named.append(("**", self.inner(one)))
                case "comment":
                    pass
                case _:
                    args.append(self.term(one))
        return Call(function=function, args=tuple(args), named=tuple(named))

    def _unary(self, node: Node) -> Term:
        sign = node.child_by_field_name("operator")
        return Unary(sign=sign.type if sign is not None else "", inner=self._argument(node))

    def _logic(self, node: Node) -> Term:
        sign = node.child_by_field_name("operator")
        left, right = self._field(node, "left"), self._field(node, "right")
        return Logic(sign=sign.type if sign is not None else "", left=left, right=right)

    def _compare(self, node: Node) -> Term:
        signs = node.children_by_field_name("operators")
        terms = [one for one in node.named_children if one.type != "comment"]
        if len(terms) != _PAIR or len(signs) != 1:
            return self.opaque(node)
        return Chain(first=self.term(terms[0]), rest=((signs[0].type, self.term(terms[1])),))

    def _choice(self, node: Node) -> Term:
        parts = self.terms(node.named_children)
        if len(parts) != 3:  # noqa: PLR2004  then, test, other
            return self.opaque(node)
        return Choice(test=parts[1], then=parts[0], other=parts[2])

    def _walrus(self, node: Node) -> Term:
        return Assign(target=self._field(node, "name"), term=self._field(node, "value"))

    def _assign(self, node: Node) -> Term:
        right = node.child_by_field_name("right")
        if right is None:
            return Block(body=())
        return Assign(target=self._field(node, "left"), term=self.term(right))

    def _augmented(self, node: Node) -> Term:
        sign = self.text(node.child_by_field_name("operator")).removesuffix("=")
        return Assign(target=self._field(node, "left"), term=self._field(node, "right"), sign=sign)

    def _lambda(self, node: Node) -> Term:
        body, parameters = node.child_by_field_name("body"), node.child_by_field_name("parameters")
        found = parameters.named_children if parameters is not None else []
        return Lambda(
            name=self.text(node.child_by_field_name("name")),
            parameters=tuple(self._parameter(one) for one in found if one.type != "comment"),
            make=lambda: self.term(body),
            expression=node.type == "lambda",
            declared=node.type == "function_definition",
        )

    def _parameter(self, node: Node) -> Parameter:
        name = node.child_by_field_name("name") or (node.named_children or [node])[0]
        if node.type == "identifier":
            name = node
        default = self.field(node, "value")
        many, named = node.type == "list_splat_pattern", node.type == "dictionary_splat_pattern"
        return Parameter(name=self.text(name), default=default, many=many, named=named)

    def _class(self, node: Node) -> Term:
        name = Name(name=self.text(node.child_by_field_name("name")))
        return Assign(target=name, term=Class(body=self._field(node, "body")))

    def _comprehension(self, node: Node, make: type) -> Term:
        clauses: list[tuple[Term | None, Term]] = []
        for one in node.named_children[1:]:
            if one.type == "for_in_clause":
                clauses.append((self._field(one, "left"), self._field(one, "right")))
            elif one.type == "if_clause":
                clauses.append((None, self.inner(one)))
        body = node.child_by_field_name("body")
        if body is None:
            return self.opaque(node)
        if make is dict and body.type == "pair":
            key, value = self._field(body, "key"), self._field(body, "value")
            return Comprehension(body=key, value_=value, clauses=tuple(clauses))
        return Comprehension(body=self.term(body), value_=None, clauses=tuple(clauses), make=make)

    def _import(self, node: Node) -> Term:
        made = [self._imported(one, "") for one in node.named_children]
        return Block(body=tuple(made))

    def _imported(self, node: Node, module: str) -> Term:
        path, alias = node, None
        if node.type == "aliased_import":
            path, alias = node.child_by_field_name("name") or node, node.child_by_field_name("alias")
        text = self.text(path)
        name = self.text(alias) if alias is not None else text.partition(".")[0]
        full = f"{module}.{text}" if module else text if alias is not None else name
        return Assign(target=Name(name=name), term=Const(is_=Named(full)))

    def _import_from(self, node: Node) -> Term:
        module = self.text(node.child_by_field_name("module_name"))
        names = node.children_by_field_name("name")
        if not names:  # a star: every name of that module we know
            known = (one.removeprefix(f"{module}.") for one in TABLE if one.startswith(f"{module}."))
            bound = (Assign(target=Name(name=one), term=Const(is_=Named(f"{module}.{one}"))) for one in known)
            return Block(body=tuple(bound))
        return Block(body=tuple(self._imported(one, module) for one in names))

    def _global(self, node: Node) -> Term:
        return Shared(names=tuple(self.text(one) for one in node.named_children))

    def _end(self, node: Node, word: str) -> Term:
        return End(word=word, term=self.term(node.named_children[0]) if node.named_children else None)

    def _if(self, node: Node) -> Term:
        other: Term | None = None
        for one in reversed(node.children_by_field_name("alternative")):
            if one.type == "else_clause":
                other = self._field(one, "body")
            else:
                test, then = self._field(one, "condition"), self._field(one, "consequence")
                other = If(test=test, then=then, other=other)
        return If(test=self._field(node, "condition"), then=self._field(node, "consequence"), other=other)

    def _while(self, node: Node) -> Term:
        return While(test=self._field(node, "condition"), body=self._field(node, "body"))

    def _for(self, node: Node) -> Term:
        target, of = self._field(node, "left"), self._field(node, "right")
        return Each(target=target, of=of, body=self._field(node, "body"))

    def _try(self, node: Node) -> Term:
        handlers: list[Term] = []
        last: Term | None = None
        for one in node.named_children:
            if one.type in {"except_clause", "except_group_clause"}:
                handlers.append(self.term(one.named_children[-1]))
            elif one.type in {"finally_clause", "else_clause"} and one.named_children:
                last = self.term(one.named_children[-1])
        return Try(body=self._field(node, "body"), handlers=tuple(handlers), last=last)

    def _with(self, node: Node) -> Term:
        made: list[Term] = []
        for clause in node.named_children:
            if clause.type == "with_clause":
                made.extend(self._with_item(item) for item in clause.named_children)
        return Block(body=(*made, self._field(node, "body")))

    def _with_item(self, node: Node) -> Term:
        value = node.child_by_field_name("value")
        if value is None or value.type != "as_pattern":
            return self.term(value)
        alias = value.child_by_field_name("alias")
        target = Name(name=self.text(alias))
        return Assign(target=target, term=self.term(value.named_children[0]))

    def _exec(self, node: Node) -> Term:
        code = node.child_by_field_name("code")
        return Call(function=Const(is_=Named("exec")), args=(self.term(code),))
