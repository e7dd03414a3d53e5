"""Classes: those in functions, dispatch, construction."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_the_method_of_the_object_at_hand_is_called() -> None:
    code = """
    def main(value):
        class Base:
            pass
        class One(Base):
            def call(self):
                return value
        class Two(Base):
            def call(self):
                return "safe"
        SINK(One().call())
        SINK(Two().call())
    main(SOURCE())
    """
    assert reaches(code) == [11]


def test_a_constructor_inherited_through_super_sets_fields() -> None:
    code = """
    def main(value):
        class Base:
            def __init__(self):
                self.data, self.safe = value, "safe"
        class Derived(Base):
            def __init__(self):
                super().__init__()
            def process(self):
                SINK(self.data)
                SINK(self.safe)
        Derived().process()
    main(SOURCE())
    """
    assert reaches(code) == [10]


def test_fields_far_down_are_told_apart() -> None:
    code = """
    class C:
        def __init__(self, x):
            self.data, self.safe = x, "safe"
    class B:
        def __init__(self, x):
            self.c = C(x)
    class A:
        def __init__(self, x):
            self.b = B(x)
    def main(value):
        a = A(value)
        SINK(a.b.c.data)
        SINK(a.b.c.safe)
    main(SOURCE())
    """
    assert reaches(code) == [13]


def test_new_chooses_what_is_made() -> None:
    code = """
    def main(value):
        class A:
            def get(self):
                return value
        class B:
            def get(self):
                return "safe"
        class Factory:
            def __new__(cls, kind):
                if kind == "A":
                    return A()
                return B()
        SINK(Factory("A").get())
        SINK(Factory("B").get())
    main(SOURCE())
    """
    assert reaches(code) == [14]


def test_a_function_bound_to_a_class_is_a_method() -> None:
    code = """
    def main(value):
        class Sub:
            pass
        def one(self):
            return value
        def two(self):
            return "safe"
        Sub.one, Sub.two = one, two
        SINK(Sub().one())
        SINK(Sub().two())
    main(SOURCE())
    """
    assert reaches(code) == [10]


def test_setattr_puts_a_field_that_getattr_reads() -> None:
    code = """
    class Thing:
        def __init__(self):
            self.data = "safe"
    def main(value):
        thing = Thing()
        setattr(thing, "more", value)
        SINK(getattr(thing, "more"))
        SINK(getattr(thing, "data"))
    main(SOURCE())
    """
    assert reaches(code) == [8]
