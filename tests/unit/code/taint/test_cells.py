"""Variables of modules and attributes of classes."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_a_global_written_by_one_function_is_read_by_another() -> None:
    code = """
    shared = other = "safe"
    def put(value):
        global shared
        shared = value
    def get():
        return shared
    def main():
        put(SOURCE())
        SINK(get())
        SINK(other)
    main()
    """
    assert reaches(code) == [10]


def test_a_global_overwritten_is_what_it_was_last_given() -> None:
    code = """
    shared = "safe"
    def put(value):
        global shared
        shared = value
    def main():
        put(SOURCE())
        put("safe again")
        SINK(shared)
    main()
    """
    assert reaches(code) == []


def test_an_attribute_of_a_class_is_read_through_it_and_its_instances() -> None:
    code = """
    def main(value):
        class Person:
            pass
        Person.name = value
        Person.size = "safe"
        SINK(Person.name)
        SINK(Person().name)
        SINK(Person().size)
    main(SOURCE())
    """
    assert reaches(code) == [7, 8]


def test_a_class_body_in_a_function_keeps_values_apart() -> None:
    code = """
    def main(value):
        class Parent:
            data = "safe"
        class Child(Parent):
            data = value
        SINK(Child.data)
        SINK(Parent.data)
    main(SOURCE())
    """
    assert reaches(code) == [7]


def test_a_static_method_writes_for_another_to_read() -> None:
    code = """
    class Store:
        kept = other = "safe"
        @staticmethod
        def put(value):
            Store.kept = value
        @staticmethod
        def get():
            return Store.kept
        @staticmethod
        def rest():
            return Store.other
    def main(value):
        Store.put(value)
        SINK(Store.get())
        SINK(Store.rest())
    main(SOURCE())
    """
    assert reaches(code) == [15]
