"""Everything Vedette can be asked to do, in one table."""

from __future__ import annotations

from typing import Any

from vedette.app import (
    action_capabilities,
    appointment_capabilities,
    directory_capabilities,
    emergency_capabilities,
    evidence_capabilities,
    home_capabilities,
    job_capabilities,
    member_capabilities,
    monitor_capabilities,
    programme_capabilities,
    proofing_capabilities,
    reviewdesk_capabilities,
    safeguard_capabilities,
    transparency_capabilities,
)
from vedette.app.capability import Capability

CAPABILITIES: dict[str, Capability[Any]] = {
    one.id: one
    for one in (
        *home_capabilities.ROWS,
        *job_capabilities.ROWS,
        *programme_capabilities.ROWS,
        *monitor_capabilities.ROWS,
        *appointment_capabilities.ROWS,
        *directory_capabilities.ROWS,
        *emergency_capabilities.ROWS,
        *evidence_capabilities.ROWS,
        *proofing_capabilities.ROWS,
        *member_capabilities.ROWS,
        *reviewdesk_capabilities.ROWS,
        *safeguard_capabilities.ROWS,
        *transparency_capabilities.IN_SERVICE,
        *action_capabilities.IN_SERVICE,
    )
}
