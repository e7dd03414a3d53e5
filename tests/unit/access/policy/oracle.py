"""The same rules told again, from the matrix and its conditions, without a look at the policy text."""

from vedette.access.policy.question import Question

CLASSES = ["C0", "C1", "C2", "C3", "C4", "CX"]


def oracle(q: Question) -> bool:  # noqa: PLR0911  a list of noes is read line by line
    """Whether it may be done."""
    who, tier, risk = q.subject.kind.value, int(q.subject.tier), CLASSES.index(q.risk)
    if risk == 5 or not at_rest(q):
        return False
    if who == "stranger":
        return q.public and q.self_service and risk == 0 and (q.redress or not q.suspended) and demands(q)
    if not q.bound or (q.suspended and not q.redress):
        return False
    if who in {"agent", "service"} and (q.human_only or q.role):
        return False
    if who == "agent" and q.capability not in q.subject.tools:
        return False
    if risk >= 2 and not (q.purpose and q.ledger == "ok" and 0 <= q.policy_age <= 60):
        return False
    if risk >= 2 and who in {"person", "agent"} and not 0 <= q.auth_age <= 12 * 3600:
        return False
    return demands(q) and (
        own_or_office(q, who, risk) if q.role or q.self_service else work(q, who, tier, risk)
    )


def at_rest(q: Question) -> bool:
    """Nothing about the target, the budget, the class stands against it; nor, but for redress, the rest."""
    return q.scope != "excluded" and q.budget and not q.paused and (q.redress or at_ease(q))


def at_ease(q: Question) -> bool:
    """Nothing about the caller, their text, or where a program has the idea from, stands against it."""
    return (
        q.measure != "paused"
        and q.held != "review"
        and not (q.tainted and q.changes)
        and (q.measure == "" or 0 <= q.touch_age <= 900)
        and (q.held == "" or q.approvals > 0)
    )


def demands(q: Question) -> bool:
    """What a capability asks for by itself, whatever its class."""
    owner = q.subject.kind.value == "owner"
    touched = owner or 0 <= q.touch_age <= 900
    free = (q.risk == "C2" and q.static) or (q.risk == "C3" and q.training) or (owner and q.own_input)
    return (
        (bool(q.purpose) or not q.needs_purpose)
        and (touched or not q.needs_step_up)
        and (q.approvals >= 1 or not q.needs_second)
        and (q.scope == "proved" or free or not q.scoped)
        and (q.subject.tier == 4 or not (q.ics or q.model))
    )


def own_or_office(q: Question, who: str, risk: int) -> bool:
    """Administration, and one's own affairs."""
    held = q.role == "operator" if who == "owner" else q.role in q.subject.roles
    return risk <= 2 and (q.self_service or held)


def work(q: Question, who: str, tier: int, risk: int) -> bool:
    """The matrix."""
    proved = q.scope == "proved"
    if who == "owner":
        safe = risk < 3 or ((q.sandbox or q.static) and not q.egress)
        return risk <= 3 and safe and (risk < 2 or q.own_input)
    fresh = 0 <= q.touch_age <= (900 if tier >= 3 or risk == 4 else 3600)
    if risk <= 1:
        return risk == 0 or tier >= 1 or q.own_input
    if risk == 2:
        return tier >= 1 and (proved or q.static)
    if risk == 3:
        ready = tier >= 2 and proved and fresh
        return q.sandbox and not q.egress and (ready or (q.training and tier >= 1))
    return tier >= 3 and proved and fresh and q.sandbox and agreed(q, who)


def agreed(q: Question, who: str) -> bool:
    """Two from two teams with a reviewer, or a broken glass; one more for what is critical."""
    critical = q.criticality >= 4
    if q.break_glass:
        return who == "person" and q.purpose == "incident_response" and q.approvals >= critical
    return q.approvals >= 2 + critical and q.approving_teams >= 2 and q.reviewer_among
