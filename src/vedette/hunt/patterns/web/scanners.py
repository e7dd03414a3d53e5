"""Programs that look for weaknesses, by the name they give themselves: noise mostly does."""

from __future__ import annotations

import re
from typing import Final

_TOOLS: Final = re.compile(
    (
        r"\b(sqlmap|nikto|nmap|masscan|zgrab|gobuster|dirbuster|dirb|feroxbuster|ffuf"
        r"|fuzz faster u fool|wfuzz|nuclei|acunetix|nessus"
        r"|openvas|w3af|arachni|wpscan|joomscan|whatweb|owasp zap|zaproxy|burpsuite"
        r"|burp collaborator|havij|commix|fimap|jaeles|xray"
        r"|netsparker|invicti|appscan|webinspect|qualys|skipfish|vega|paros|jbrofuzz"
        r"|httpx - open-source|l9explore|leakix|censysinspect"
        r"|expanse|project ?discovery|interactsh|log4j-scan|dirsearch|crackmapexec"
        r"|hydra|medusa|morfeus|zmeu|muieblackcat|jorgee"
        r"|absinthe|bsqlbf|pangolin|grendel-scan|webshag|n-stealth|whatwaf|wafw00f"
        r"|dalfox|xsstrike|tplmap|ghauri|nosqlmap|kiterunner)\b"
    ),
    re.IGNORECASE,
)


def tool(agent: str) -> str:
    """Name the tool a user agent says it is; empty where it says none."""
    found = _TOOLS.search(agent[:512])
    return found[1].lower() if found else ""
