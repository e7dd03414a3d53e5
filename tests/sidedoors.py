"""All that can be called, by hand: what to send, and what is to be decided. `test_no_side_door` walks it.

A new route or command needs a row here, and its test fails until there is one.
"""

from __future__ import annotations

from typing import Any

PUBLIC = {
    "GET /",
    "GET /healthz",
    "GET /openapi.json",
    "GET /readyz",
    "GET /static/console.css",
    "GET /static/console.js",
    "GET /static/dpop.js",
    "GET /static/service.js",
    "GET /criteria",
    "GET /transparency",
    "GET /v1/criteria",
    "GET /v1/ledger/checkpoint",
    "GET /v1/ledger/key",
    "GET /v1/transparency",
    "GET /v1/transparency/{month}",
    "GET /v1/transparency/{month}/note",
    "POST /v1/enrol/finish",
    "POST /v1/enrol/recover",
    "POST /v1/enrol/recovery",
    "POST /v1/enrol/start",
    "POST /v1/login/device",
    "POST /v1/login/device/poll",
    "POST /v1/login/finish",
    "POST /v1/login/service",
    "POST /v1/login/start",
    "POST /v1/tokens/refresh",
}
"""What strangers may call: coming in, and what shows that the service and its ledger are what they seem."""

SAYS_ONLY = {"criteria", "schema", "version"}
"""Commands that look at nothing of anybody's: they print what is built in."""

STARTS = {"serve", "chat", "mcp", "proxy"}
"""Commands that go on: they start the gate for others, pass on to one, or ask `ask` again and again."""

BODIES: dict[str, dict[str, Any]] = {
    "/v1/access/explain": {"capability": "code.discover", "target": "app.example.org"},
    "/v1/access/applications": {"tier": 1, "statement": "I look after it"},
    "/v1/access/applications/{application}/review": {"approve": True, "reasons": "known"},
    **{
        f"/v1/access/applications/{{application}}/{one}": {"reasons": "known"}
        for one in ("sponsor", "confirm", "audit", "end")
    },
    "/v1/access/appointments": {"person": "p-x", "office": "reviewer", "reasons": "known"},
    "/v1/access/appointments/{appointment}": {"agree": True, "reasons": "known"},
    "/v1/access/admins": {"person": "p-x", "reasons": "known"},
    "/v1/access/appeals": {"decision": "0" * 16, "statement": "look again"},
    "/v1/access/revocations": {"reason": "over", "session": "nobody's"},
    "/v1/identity/invitations": {"name": "Ana", "org": "Clinic"},
    "/v1/sessions/leave": {},
    "/v1/touches": {"challenge": "0" * 64, "assertion": {}},
    "/v1/connect": {"code": "BCDF-BCDF-BCDF"},
    "/v1/tokens/exchange": {"agent": "helper", "tools": ["identity.me"], "key": {"kty": "EC"}},
    "/v1/scope/challenges": {"target": "app.example.org", "kind": "dns"},
    "/v1/scope/letters/{challenge}/review": {"evidence": "sha256:" + "0" * 64},
    "/v1/scope/check": {"target": "app.example.org"},
    "/v1/evidence": {"nonce": "0" * 16, "token": "x"},
    "/v1/evidence/start": {"provider": "https://id.example"},
    "/v1/proofing/sittings": {},
    "/v1/proofing/sittings/{sitting}/attest": {"yes": False, "reason": "nobody came"},
    "/v1/proofing/sittings/{sitting}/hear": {"overturn": False, "reason": "seen"},
    "/v1/proofing/appeals": {"decision": "0" * 16, "statement": "look again"},
    "/v1/proofing/credentials/start": {"provider": "https://register.example"},
    "/v1/proofing/credentials": {"nonce": "0" * 16, "presentation": "x~"},
    "/v1/proofing/organisations/{org}/calls": {
        "place": "regulator",
        "number": "0" * 64,
        "answered": "nobody",
        "reason": "rang",
    },
    "/v1/proofing/organisations/{org}/registers": {"place": "regulator", "reason": "listed"},
    "/v1/emergencies": {"incident": "INC-7", "targets": ["app.example.org"], "reason": "now"},
    "/v1/emergencies/{use}/review": {"justified": True, "reasons": "seen"},
    "/v1/held/{held}/answer": {"let_through": True, "reasons": "seen"},
    "/v1/me/erase": {"person": "p-x"},
    "/v1/desk/appeals/{appeal}/answer": {"overturn": True, "reasons": "they were right"},
    "/v1/transparency/publish": {"month": "2026-10"},
    "/v1/transparency/statements": {"about": "government_requests", "numbers": {"received": 0}},
    **{
        f"/v1/monitor/{path}{end}": body
        for end in ("", "/review")
        for path, body in (
            ("measures", {"person": "nobody", "reason": "seen", "step": "notice"}),
            ("measures/{measure}/lift", {"reason": "looked"}),
            ("proposals/{proposal}/agree", {"reason": "seen"}),
        )
    },
    "/v1/disclosures": {"asset": "app.example.org", "whom": "its maintainers"},
    "/v1/seats": {"sponsor": "Clinic", "key": "thumbprint"},
    "/v1/actions": {"kind": "block-address", "target": "203.0.113.7", "way": "firewall"},
    **{
        f"/v1/actions/{{action}}/{one}": {"digest": "0" * 64, "target": "app.example.org", "says": "x"}
        for one in ("read", "small", "wide", "critical")
    },
    "/v1/jobs/code.scan": {"target": "folder:mirror"},
    "/v1/jobs/hunt.run": {"target": "folder:mirror"},
    "/v1/jobs/triage.run": {"target": "folder:mirror"},
    "/v1/incidents": {"title": "Ransom note on ws01"},
    "/v1/incidents/{incident}/reports": {"job": "0" * 32},
    "/v1/incidents/{incident}/events": {
        "changes": [{"id": "0" * 32, "what": {"type": "note_added", "id": "", "text": "seen"}}]
    },
    "/v1/incidents/{incident}/playbooks": {"playbook": "ransomware"},
    "/v1/incidents/{incident}/playbooks/answers": {"name": "host", "value": "ws01"},
    "/v1/incidents/{incident}/playbooks/steps/{step}": {"state": "done"},
    "/v1/incidents/{incident}/duties": {"answers": {"eu": "yes"}},
    "/v1/incidents/{incident}/evidence": {"upload": "0" * 32},
    "/v1/incidents/{incident}/evidence/{piece}/custody": {"what": "checked"},
    "/v1/chat/completions": {"model": "vedette-core", "messages": [{"role": "user", "content": "hello"}]},
    "/v1/responses": {"model": "vedette-core", "input": "hello"},
    "/v1/messages": {
        "model": "vedette-core",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "hello"}],
    },
    "/v1/messages/count_tokens": {
        "model": "vedette-core",
        "messages": [{"role": "user", "content": "hello"}],
    },
    "/v1/jobs/code.discover": {"target": "app.example.org", "source": "mirror/app.py"},
}
"""A body each route takes."""

AT_HOME: dict[str, tuple[list[str], str]] = {
    "hunt": (["hunt", "{home}/app", "-o", "{home}/hunt.json"], "hunt.run"),
    "triage": (["triage", "{home}/app", "-o", "{home}/triage.json"], "triage.run"),
    "query": (["query", "select count(*) from events"], "events.query"),
    "act list-kinds": (["act", "list-kinds"], "action.kinds"),
    "act plan": (["act", "plan", "block-domain", "evil.example", "--hosts", "{home}/hosts"], "action.plan"),
    "act show": (["act", "show"], "action.show"),
    "act try": (["act", "try", "s-000000000000"], "action.try"),
    "act run": (["act", "run", "s-000000000000", "--yes"], "action.small"),
    "act undo": (["act", "undo", "w-000000000000", "--yes"], "action.wide"),
    "act drop": (["act", "drop", "c-000000000000"], "action.alone"),
    "act resume": (["act", "resume"], "action.show"),
    "act due": (["act", "due", "--yes"], "action.show"),
    "ask": (["ask", "hello"], "desk.ask"),
    "read": (["read", "{home}/app/a.py"], "text.read"),
    "eval": (["eval", "{home}/nothing"], "model.evaluate"),
    "scan": (["scan", "{home}/app", "-f", "json", "-o", "{home}/report.json"], "code.scan"),
    "fix": (["fix", "{home}/app", "--no-run", "-f", "json", "-o", "{home}/fix.json"], "code.fix"),
    "trace": (["trace", "{home}/nothing.jsonl"], "agent.trace"),
    "show": (["show", "{finding}", "{home}/report.json"], "report.show"),
    "explain": (["explain", "{home}/report.json"], "report.explain"),
    "verify": (["verify", "{home}/report.json"], "report.verify"),
    "rules list": (["rules", "list"], "rules.list"),
    "rules show": (["rules", "show", "code-injection"], "rules.list"),
    "rules test": (["rules", "test", "code-injection"], "rules.test"),
    "knowledge search": (["knowledge", "search", "a stolen password"], "knowledge.search"),
    "knowledge show": (["knowledge", "show", "T1566"], "knowledge.show"),
    "knowledge list": (["knowledge", "list"], "knowledge.list"),
    "knowledge add": (["knowledge", "add", "kev", "{home}/report.json"], "knowledge.add"),
    "knowledge remove": (["knowledge", "remove", "kev"], "knowledge.remove"),
    "models list": (["models", "list"], "backend.list"),
    "models attach": (["models", "attach", "x", "--gguf", "/nobody.gguf"], "backend.attach"),
    "models probe": (["models", "probe", "y"], "backend.probe"),
    "models install": (["models", "install", "nobody's"], "backend.install"),
    "demo": (["demo", "--offline"], "demo.run"),
    "incident open": (["incident", "open", "--from", "{home}/hunt.json", "Something"], "incident.open"),
    "incident list": (["incident", "list"], "incident.list"),
    "incident show": (["incident", "show", "{incident}"], "incident.show"),
    "incident take": (["incident", "take", "{incident}", "{home}/triage.json"], "incident.take"),
    "incident note": (["incident", "note", "{incident}", "seen"], "incident.change"),
    "incident task": (["incident", "task", "{incident}", "look"], "incident.change"),
    "incident line": (["incident", "line", "{incident}", "--at", "now", "it rang"], "incident.change"),
    "incident entity": (["incident", "entity", "{incident}", "host", "ws01"], "incident.change"),
    "incident status": (["incident", "status", "{incident}", "contained"], "incident.change"),
    "incident lead": (["incident", "lead", "{incident}", "Ana"], "incident.change"),
    "incident hypothesis": (["incident", "hypothesis", "{incident}", "by mail"], "incident.change"),
    "incident indicator": (["incident", "indicator", "{incident}", "domain", "a.example"], "incident.change"),
    "incident set": (["incident", "set", "{incident}", "--title", "Other"], "incident.change"),
    "incident link": (["incident", "link", "{incident}", "{incident}"], "incident.change"),
    "incident evidence": (
        ["incident", "evidence", "add", "{incident}", "{home}/report.json"],
        "incident.keep",
    ),
    "respond advisory": (["respond", "advisory", "{home}/report.json", "--template"], "report.advise"),
    "respond share": (["respond", "share", "{incident}"], "incident.share"),
    "respond report": (["respond", "report", "{incident}"], "incident.report"),
    "playbook list": (["playbook", "list"], "playbook.list"),
    "playbook show": (["playbook", "show", "ransomware"], "playbook.read"),
    "playbook export": (["playbook", "export", "ransomware"], "playbook.read"),
    "playbook check": (["playbook", "check", "{home}/report.json"], "playbook.read"),
    "playbook start": (["playbook", "start", "ransomware", "{incident}"], "playbook.start"),
    "playbook next": (["playbook", "next", "{incident}"], "playbook.follow"),
    "playbook begin": (["playbook", "begin", "{incident}", "abc"], "playbook.step"),
    "playbook done": (["playbook", "done", "{incident}", "abc"], "playbook.step"),
    "playbook failed": (["playbook", "failed", "{incident}", "abc"], "playbook.step"),
    "playbook skip": (["playbook", "skip", "{incident}", "abc", "--said", "no"], "playbook.step"),
    "playbook answer": (["playbook", "answer", "{incident}", "spreading", "no"], "playbook.answer"),
    "duties": (["duties", "{incident}"], "duty.show"),
    "incident custody": (["incident", "custody", "{incident}"], "incident.custody"),
    "incident measures": (["incident", "measures"], "incident.measures"),
    "incident export": (["incident", "export", "{incident}", "{home}/one.zip"], "incident.export"),
    "incident backup": (["incident", "backup", "{home}/all.zip"], "incident.backup"),
    "incident restore": (["incident", "restore", "{home}/all.zip"], "incident.restore"),
    "respond from": (["respond", "from", "{home}/app", "-o", "{home}/papers"], "respond.run"),
    "ledger export": (["ledger", "export", "{home}/export"], "ledger.export"),
    "ledger verify": (["ledger", "verify", "{home}/export"], "ledger.verify"),
    "ledger witness": (["ledger", "witness"], "ledger.witness"),
    "ledger recount": (
        ["ledger", "recount", "{home}/export", "--like", "{home}/report.json"],
        "ledger.recount",
    ),
}
"""What is done on this machine: the words, and the capability that is decided."""

ELSEWHERE: dict[str, tuple[list[str], str]] = {
    "access me": (["access", "me"], "identity.me"),
    "access list": (["access", "list"], "access.list"),
    "access explain": (["access", "explain", "code.discover"], "access.explain"),
    "access apply": (["access", "apply", "--tier", "1", "--statement", "mine"], "access.apply"),
    "access appeal": (["access", "appeal", "0", "--statement", "look again"], "access.appeal"),
    "access review": (["access", "review", "0", "--approve", "--reasons", "known"], "access.review"),
    "access publish": (["access", "publish", "2026-10"], "transparency.publish"),
    "access state": (["access", "state", "government_requests", "received=0"], "transparency.state"),
    "desk queue": (["desk", "queue"], "review.queue"),
    "desk look": (["desk", "look", "0"], "review.look"),
    "desk answer": (["desk", "answer", "0", "--uphold", "--reasons", "it stands"], "review.answer"),
    "desk reviewers": (["desk", "reviewers"], "review.statistics"),
    "desk appeals": (["desk", "appeals"], "access.appeals"),
    "access sponsor": (["access", "sponsor", "0", "--reasons", "ours"], "access.sponsor"),
    "access confirm": (["access", "confirm", "0", "--reasons", "still"], "access.confirm"),
    "access audit": (["access", "audit", "0", "--reasons", "seen"], "access.audit"),
    "access end": (["access", "end", "0", "--reasons", "not in order"], "access.end"),
    "access appoint": (
        ["access", "appoint", "p-x", "--office", "reviewer", "--reasons", "known"],
        "access.appoint",
    ),
    "access agree": (["access", "agree", "0", "--reasons", "known"], "access.agree"),
    "access admit": (["access", "admit", "p-x", "--reasons", "ours"], "access.admit"),
    "access close-founding": (["access", "close-founding"], "access.close_founding"),
    "access held": (["access", "held"], "safeguards.held"),
    "access held-open": (["access", "held-open", "0"], "safeguards.open"),
    "access held-answer": (
        ["access", "held-answer", "0", "--confirm", "--reasons", "seen"],
        "safeguards.answer",
    ),
    "access approve": (["access", "approve", "0"], "access.approve"),
    "access revoke": (["access", "revoke", "--grant", "0", "--reason", "over"], "access.revoke"),
    "access invite": (["access", "invite", "Ben", "--org", "Town"], "identity.invite"),
    "access people": (["access", "people"], "identity.people"),
    "access sessions": (["access", "sessions"], "identity.sessions"),
    "access leave": (["access", "leave", "--session", "nobody's"], "identity.leave"),
    "access evidence": (["access", "evidence"], "evidence.list"),
    "access evidence-start": (["access", "evidence-start", "https://id.example"], "evidence.start"),
    "access evidence-show": (["access", "evidence-show", "0" * 16, "{home}/token"], "evidence.show"),
    "access proofs": (["access", "proofs"], "proofing.list"),
    "access video": (["access", "video", "ask"], "proofing.ask"),
    "access credential": (
        ["access", "credential", "start", "https://register.example"],
        "proofing.ask_credential",
    ),
    "access organisation": (["access", "organisation", "o-x"], "proofing.organisation"),
    "access call-back": (
        ["access", "call-back", "o-x", "--place", "regulator", "--answered", "nobody", "--reason", "rang"],
        "proofing.organisation",
    ),
    "access look-up": (
        ["access", "look-up", "o-x", "--place", "regulator", "--reason", "listed"],
        "proofing.look_up",
    ),
    "access break-glass": (
        ["access", "break-glass", "--incident", "INC-7", "--target", "app.example.org", "--reason", "now"],
        "glass.break",
    ),
    "access emergencies": (["access", "emergencies"], "glass.list"),
    "access close-glass": (["access", "close-glass", "0"], "glass.close"),
    "access review-glass": (
        ["access", "review-glass", "0", "--justified", "--reasons", "seen"],
        "glass.review",
    ),
    "access seats": (["access", "seats"], "seats.list"),
    "access seat-agree": (["access", "seat-agree", "0"], "seats.agree"),
    "access seat": (["access", "seat", "--sponsor", "Town", "--key", "k"], "seats.add"),
    "monitor list": (["monitor", "list"], "monitor.list"),
    "monitor decide": (["monitor", "decide", "--person", "p-x", "--reason", "seen"], "monitor.decide"),
    "monitor agree": (["monitor", "agree", "0", "--reason", "seen", "--as-reviewer"], "monitor.review_agree"),
    "monitor lift": (["monitor", "lift", "0", "--reason", "looked"], "monitor.lift"),
    "monitor told": (["monitor", "told", "app.example.org", "--whom", "them"], "disclosure.record"),
    "monitor findings": (["monitor", "findings"], "disclosure.list"),
    "mine grants": (["mine", "grants"], "member.grants"),
    "mine uses": (["mine", "uses"], "member.uses"),
    "mine alerts": (["mine", "alerts"], "member.alerts"),
    "mine feed": (["mine", "feed"], "member.feed"),
    "mine export": (["mine", "export", "-o", "{home}/me.json"], "member.export"),
    "mine erase": (["mine", "erase", "p-x"], "member.erase"),
    "scope prove": (["scope", "prove", "app.example.org"], "scope.start"),
    "scope letters": (["scope", "letters"], "scope.letters"),
    "scope review": (["scope", "review", "0", "--evidence", "/dev/null"], "scope.review"),
    "scope check": (["scope", "check", "app.example.org"], "scope.check"),
    "ledger receipt": (["ledger", "receipt", "0", "-o", "{home}/proof"], "ledger.receipt"),
    "ledger export": (["ledger", "export", "{home}/service.zip", "--service"], "ledger.fetch"),
    "ledger witness": (["ledger", "witness", "--service"], "ledger.witness"),
}
"""What is asked of a service: the words, and the capability that is decided there."""

DOORS_MAY_IMPORT = {
    "asking",  # what a request is
    "callers",
    "extras",  # says which library is missing
    "homeservice",  # the owner behind a door on loopback, who passes the same gate
    "ceremonies",  # its type: the service makes it
    "jobboard",  # its type: the service makes it
    "jobs",
    "jobwork",  # how formats are called
    "parts",  # what an operator chose
    "publicpages",  # its type: the service makes it; and what everybody may read of what is installed
    "render",
    "reports",
    "results",
    "servicesettings",
    "serving",  # makes a service, gate and all
    "steps",  # what a run hands out on its way through the gate
    "written",  # how explanations are written
    "wiring",  # makes the gate of this machine
}
"""What doors import of the application, beside words to ask with and to answer: types, and the two gates."""
