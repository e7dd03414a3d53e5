from tests.ready import work_is_forked

__all__ = ["work_is_forked"]
