"""Asks Magika and libmagic what the files of a folder are; runs under the Python that has them.

Files are called 0, 1, 2 ...; prints one JSON object: who to a list of kinds in our words.
"""

import json
import sys
from pathlib import Path

MAGIKA = {
    "python": "Python script", "javascript": "JavaScript", "typescript": "TypeScript",
    "shell": "shell script",
    "perl": "Perl script", "ruby": "Ruby script", "lua": "Lua script",
    "php": "PHP script",
    "powershell": "PowerShell script", "batch": "batch file", "vba": "VBScript",
    "html": "HTML page",
    "json": "JSON", "jsonl": "JSON", "yaml": "YAML", "toml": "TOML", "xml": "XML", "svg": "SVG image",
    "ini": "configuration file", "txt": "text", "markdown": "text", "rst": "text", "c": "text", "cpp": "text",
    "css": "text", "png": "picture", "gif": "picture", "jpeg": "picture", "elf": "ELF executable",
    "pythonbytecode": "compiled Python", "gzip": "gzip data", "zip": "zip archive", "jar": "Java archive",
    "ttf": "font", "woff": "font", "woff2": "font", "pebin": "Windows executable", "pdf": "PDF document",
}  # fmt: skip
LIBMAGIC = (
    ("python script", "Python script"), ("byte-compiled", "compiled Python"), ("javascript", "JavaScript"),
    ("shell script", "shell script"), ("batch", "batch file"), ("php script", "PHP script"),
    ("perl", "Perl script"), ("ruby", "Ruby script"), ("svg", "SVG image"), ("xml", "XML"),
    ("html", "HTML page"), ("json", "JSON"), ("elf ", "ELF executable"), ("gzip", "gzip data"),
    ("java archive", "Java archive"), ("zip archive", "zip archive"), ("image data", "picture"),
    ("pe32", "Windows executable"), ("font", "font"), ("web open", "font"), ("current ar", "ar archive"),
    ("pdf", "PDF document"), ("lua", "Lua script"), ("text", "text"),
)  # fmt: skip


def main(home: str) -> None:
    """Ask both, and print what they say."""
    import magic  # type: ignore[import-not-found]  # noqa: PLC0415  not of our environment
    from magika import Magika  # type: ignore[import-not-found]  # noqa: PLC0415

    judge, library = Magika(), magic.Magic()
    told: dict[str, list[str]] = {"magika": [], "libmagic": []}
    for path in sorted(Path(home).iterdir(), key=lambda one: int(one.name)):
        data = path.read_bytes()
        label = judge.identify_bytes(data).output.label
        told["magika"].append(MAGIKA.get(label, label))
        words = library.from_buffer(data).lower()
        told["libmagic"].append(next((kind for mark, kind in LIBMAGIC if mark in words), words))
    print(json.dumps(told))


main(sys.argv[1])
