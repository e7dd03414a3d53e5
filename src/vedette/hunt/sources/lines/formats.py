"""The formats of logs that are lines, and their kin in JSON: the most certain ones stand first."""

from __future__ import annotations

from typing import Final

from vedette.hunt.format import Format, Shape
from vedette.hunt.sources.lines import (
    access,
    appliances,
    application,
    balancers,
    envoy,
    errors,
    fileservers,
    journal,
    nameservers,
    syslog,
    syslog_table,
    w3c,
    webjson,
)
from vedette.hunt.sources.lines.audit import reader as audit

FORMATS: Final[tuple[Format, ...]] = (
    Format(name="journal", says="systemd's journal, exported", fits=journal.fits, read=journal.read),
    Format(name="auditd", says="the Linux audit log", fits=audit.fits, read=audit.read),
    Format(name="w3c", says="W3C extended logs: IIS, CloudFront, proxies", fits=w3c.fits, read=w3c.read),
    Format(
        name="elb",
        says="AWS load balancer access logs",
        fits=balancers.fits_balancer,
        read=balancers.read_balancer,
    ),
    Format(
        name="s3",
        says="AWS S3 server access logs",
        fits=balancers.fits_bucket,
        read=balancers.read_bucket,
    ),
    Format(name="squid", says="squid access logs", fits=balancers.fits_squid, read=balancers.read_squid),
    Format(name="envoy", says="Envoy's and Istio's access logs", fits=envoy.fits, read=envoy.read),
    Format(
        name="xferlog",
        says="transfers of FTP servers",
        fits=fileservers.fits_xferlog,
        read=fileservers.read_xferlog,
    ),
    Format(
        name="vsftpd", says="vsftpd's own log", fits=fileservers.fits_vsftpd, read=fileservers.read_vsftpd
    ),
    Format(name="named", says="BIND's query log", fits=nameservers.fits_named, read=nameservers.read_named),
    Format(
        name="dnsmasq",
        says="dnsmasq's own log",
        fits=nameservers.fits_dnsmasq,
        read=nameservers.read_dnsmasq,
    ),
    Format(
        name="access",
        says="Apache and nginx access logs: common, combined and their kin",
        fits=access.fits,
        read=access.read,
    ),
    Format(name="web-errors", says="Apache and nginx error logs", fits=errors.fits, read=errors.read),
    Format(
        name="appliance",
        says="appliances: FortiGate, Common Event Format",
        fits=appliances.fits,
        read=appliances.read,
    ),
    Format(
        name="syslog",
        says="syslog, auth.log, journalctl: RFC 3164, 5424 and dialects",
        fits=syslog.fits,
        read=syslog.read,
    ),
    Format(
        name="application",
        says="applications' own logs: a moment, a level, a message, a trace",
        fits=application.fits,
        read=application.read,
    ),
)
SHAPES: Final[tuple[Shape, ...]] = (journal.SHAPE, syslog_table.SHAPE, webjson.SHAPE)
