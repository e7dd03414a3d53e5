"""Logs that are lines of text: syslog, audit, web servers, proxies, firewalls."""
