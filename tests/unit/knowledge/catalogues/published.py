"""Small catalogues in the forms they are published in, made by hand."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

KEV = json.dumps(
    {
        "title": "A list",
        "catalogVersion": "2026.11.01",
        "dateReleased": "2026-11-01T10:00:00.000Z",
        "count": 2,
        "vulnerabilities": [
            {
                "cveID": "CVE-2026-0001",
                "vendorProject": "Toys",
                "product": "Train",
                "vulnerabilityName": "Toys Train Command Injection",
                "dateAdded": "2026-10-30",
                "shortDescription": "It goes where it should not.",
                "requiredAction": "Update it.",
                "dueDate": "2026-11-20",
                "knownRansomwareCampaignUse": "Known",
                "cwes": ["CWE-78"],
            },
            {"cveID": "CVE-2026-0002", "knownRansomwareCampaignUse": "Unknown", "dateAdded": "2026-10-31"},
        ],
    }
).encode()
KEV_CSV = (
    b"cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,"
    b"knownRansomwareCampaignUse,notes,cwes\r\n"
    b'CVE-2026-0001,Toys,Train,"Toys, Train",2026-10-30,"It ""goes""",Update it.,2026-11-20,Known,,\r\n'
)
EPSS = (
    b"#model_version:v2026.03.14,score_date:2026-11-02T00:00:00+0000\n"
    b"cve,epss,percentile\nCVE-2026-0001,0.94321,0.99871\nCVE-2026-0002,0.00042,0.05\n"
)
EPSS_GZ = gzip.compress(EPSS, mtime=0)
CWE = b"""<?xml version="1.0" encoding="UTF-8"?>
<Weakness_Catalog Name="CWE" Version="4.18" Date="2026-09-09" xmlns="http://cwe.mitre.org/cwe-7">
 <Weaknesses>
  <Weakness ID="79" Name="Improper Neutralization of Input" Abstraction="Base" Status="Stable">
   <Description>Input becomes
     part of a <b>page</b>.</Description>
   <Related_Weaknesses>
    <Related_Weakness Nature="ChildOf" CWE_ID="74" View_ID="1000" Ordinal="Primary"/>
    <Related_Weakness Nature="ChildOf" CWE_ID="74" View_ID="1003"/>
    <Related_Weakness Nature="CanPrecede" CWE_ID="494" View_ID="1000"/>
   </Related_Weaknesses>
   <Demonstrative_Examples><Demonstrative_Example><Description>Not this.</Description>
   </Demonstrative_Example></Demonstrative_Examples>
  </Weakness>
  <Weakness ID="1" Name="Gone" Status="Deprecated"><Description>Gone.</Description></Weakness>
 </Weaknesses>
</Weakness_Catalog>
"""
CWE_CSV = (
    b"CWE-ID,Name,Weakness Abstraction,Status,Description,Extended Description,Related Weaknesses\n"
    b"79,Improper Neutralization of Input,Base,Stable,Input becomes part of a page.,,"
    b"::NATURE:ChildOf:CWE ID:74:VIEW ID:1000:ORDINAL:Primary::\n"
)
OSV: dict[str, Any] = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "summary": "Toy lets strangers in",
    "aliases": ["CVE-2026-0003"],
    "published": "2026-05-01T00:00:00Z",
    "database_specific": {"severity": "HIGH"},
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Toy_Box"},
            "ranges": [
                {
                    "type": "ECOSYSTEM",
                    "events": [{"introduced": "0"}, {"fixed": "1.2.0"}, {"introduced": "2.0"}],
                },
                {"type": "GIT", "events": [{"introduced": "0"}]},
            ],
            "versions": ["1.0", "1.1"],
        }
    ],
}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


def attack(*more: dict[str, Any], name: str = "T1001.001") -> bytes:
    """A bundle with two techniques, one that was given up, a mitigation and what shows one."""
    objects: list[dict[str, Any]] = [
        {
            "type": "x-mitre-collection",
            "id": "c",
            "x_mitre_version": "19.1",
            "modified": "2026-04-01T00:00:00Z",
        },
        _technique("a", "T1001", "Toy Theft", phases=["collection", "impact"]),
        _technique("b", name, "Doll Theft", phases=["collection"]),
        _technique("z", "T1000", "Theft", revoked=True),
        {"type": "course-of-action", "id": "m", "name": "Lock", "external_references": [_known("M1001")]},
        {
            "type": "x-mitre-data-component",
            "id": "d",
            "name": "Doors",
            "external_references": [_known("DC1")],
        },
        {
            "type": "x-mitre-analytic",
            "id": "n",
            "x_mitre_log_source_references": [{"x_mitre_data_component_ref": "d", "name": "door:log"}],
        },
        {"type": "x-mitre-detection-strategy", "id": "s", "x_mitre_analytic_refs": ["n", "nowhere"]},
        {
            "type": "relationship",
            "id": "1",
            "relationship_type": "mitigates",
            "source_ref": "m",
            "target_ref": "a",
        },
        {
            "type": "relationship",
            "id": "2",
            "relationship_type": "detects",
            "source_ref": "s",
            "target_ref": "a",
        },
        {
            "type": "relationship",
            "id": "3",
            "relationship_type": "detects",
            "source_ref": "d",
            "target_ref": "b",
        },
        {
            "type": "relationship",
            "id": "4",
            "relationship_type": "revoked-by",
            "source_ref": "z",
            "target_ref": "a",
        },
        {"type": "intrusion-set", "id": "i", "name": 7},
        *more,
    ]
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


def _technique(
    ident: str, known: str, name: str, *, phases: Sequence[str] = (), revoked: bool = False
) -> dict[str, Any]:
    return {
        "type": "attack-pattern",
        "id": ident,
        "name": name,
        "description": "One [takes](https://t.example/x) toys.(Citation: T 2026) Then <code>more</code>.",
        "modified": "2026-03-01T00:00:00.000Z",
        "revoked": revoked,
        "external_references": [{"source_name": "news", "external_id": "X"}, _known(known)],
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": one} for one in phases],
        "x_mitre_domains": ["enterprise-attack"],
    }


def _known(ident: str) -> dict[str, str]:
    return {"source_name": "mitre-attack", "external_id": ident, "url": "https://attack.example/x"}
