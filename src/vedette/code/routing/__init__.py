"""Which request reaches which function: routes, read from how web frameworks are told of them."""

from vedette.code.routing.table import Routes

__all__ = ["Routes"]
