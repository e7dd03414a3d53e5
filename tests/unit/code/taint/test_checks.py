"""Checks on what a value leads to, flags that remember a check, switches: each with its twin."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.cases import Case, _run

PARTS = """
from urllib.parse import urlparse
from flask import redirect, request

def local():
    url = request.args["next"]
    parsed = urlparse(url)
    if parsed.scheme or parsed.netloc:
        return redirect("/")
    return redirect(url)

def other_scheme():
    url = request.args["next"]
    if urlparse(url).netloc:
        return redirect("/")
    return redirect(url)  # finding: open-redirect
"""
ADDRESSES = """
import ipaddress
import socket
from urllib.parse import urlparse
import requests
from flask import request

def refused():
    url = request.args["url"]
    address = socket.getaddrinfo(urlparse(url).hostname, 0)[0][4][0]
    if address.startswith("127.") or address == "::1":
        return None
    return requests.get(url)

def inside():
    host = request.args["host"]
    if ipaddress.ip_address(socket.gethostbyname(host)).is_private:
        raise ValueError(host)
    return requests.get(f"http://{host}/")

def only_inside():
    host = request.args["host"]
    if not ipaddress.ip_address(socket.gethostbyname(host)).is_private:
        raise ValueError(host)
    return requests.get(f"http://{host}/")  # finding: ssrf

def unused():
    url = request.args["url"]
    address = socket.gethostbyname(urlparse(url).hostname)
    print(address)
    return requests.get(url)  # finding: ssrf
"""
FLAGS = """
import os
from flask import request

NAMES = ("a", "b")

def remembered():
    name = request.args["name"]
    known = False
    if len(name) < 5:
        known = name in NAMES
    if not known:
        name = "a"
    os.system("echo " + name)

def the_other_way():
    name = request.args["name"]
    known = True
    if len(name) < 5:
        known = name in NAMES
    if not known:
        name = "a"
    os.system("echo " + name)  # finding: command-injection
"""
SWITCH = """
import os
import settings
from flask import request

NAMES = ("a", "b")

def checked(name, strict=True):
    if strict:
        if name not in NAMES:
            raise ValueError(name)
    return name

def by_default():
    os.system("echo " + checked(request.args["name"]))

def as_set_up():
    name = request.args["name"]
    if not settings.TRUST_EVERYBODY:
        if name not in NAMES:
            return
    os.system("echo " + name)

def as_asked():
    name = request.args["name"]
    if not request.args["trust"]:
        if name not in NAMES:
            return
    os.system("echo " + name)  # finding: command-injection
"""


@pytest.mark.parametrize("code", [PARTS, ADDRESSES, FLAGS, SWITCH])
def test_checked_values_are_told_from_others(code: str) -> None:
    result = _run(Case("checks 1", code, None), KNOWLEDGE)
    assert (result.missed, result.wrong) == ((), ())
