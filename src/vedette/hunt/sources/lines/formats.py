"""The formats of logs that are lines: those that can be told for certain stand first."""

from __future__ import annotations

from typing import Final

from vedette.hunt.sources.format import Format
from vedette.hunt.sources.lines import access, balancers, syslog, w3c

FORMATS: Final[tuple[Format, ...]] = (
    Format(name="w3c", says="W3C extended logs: IIS, CloudFront, proxies", fits=w3c.fits, read=w3c.read),
    Format(
        name="elb",
        says="AWS load balancer access logs",
        fits=balancers.fits_balancer,
        read=balancers.read_balancer,
    ),
    Format(name="squid", says="squid access logs", fits=balancers.fits_squid, read=balancers.read_squid),
    Format(
        name="access",
        says="Apache and nginx access logs: common, combined and their kin",
        fits=access.fits,
        read=access.read,
    ),
    Format(
        name="syslog",
        says="syslog, auth.log, journalctl: RFC 3164, 5424 and dialects",
        fits=syslog.fits,
        read=syslog.read,
    ),
)
