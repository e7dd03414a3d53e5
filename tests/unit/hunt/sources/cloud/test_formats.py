"""Records of clouds find their shape, and never another's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.hunt.sources.cloud.formats import SHAPES

KEYS = [
    "eventName",
    "eventSource",
    "awsRegion",
    "auditID",
    "verb",
    "eventType",
    "published",
    "outcome",
    "protoPayload",
    "data",
    "events",
    "actor",
    "id",
    "category",
    "properties",
    "createdDateTime",
    "appDisplayName",
    "status",
    "activityDateTime",
    "activityDisplayName",
    "riskEventType",
    "operationName",
    "OperationNameValue",
    "Operation",
    "Workload",
    "UserId",
    "AuditData",
    "action",
    "org",
    "auditType",
    "author",
    "webaclId",
    "httpRequest",
    "query_name",
    "query_timestamp",
    "srcaddr",
    "severity",
    "accountId",
    "service",
    "isotimestamp",
    "time",
    "resourceId",
    "target",
    "client",
    "userIdentity",
    "requestParameters",
    "user",
    "objectRef",
    "detail",
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("{}")
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=3)
    ),
)
ODD = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_nothing_is_not_taken_for_anything(shape: object) -> None:
    assert not any(one.fits({}) or one.fits({"message": "x", "time": 1}) for one in SHAPES if one is shape)


@settings(max_examples=FEW)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12))
def test_looking_at_a_record_never_fails_but_as_the_reader_expects(record: dict[str, object]) -> None:
    for shape in SHAPES:
        try:
            shape.fits(record)
        except ODD:
            continue
