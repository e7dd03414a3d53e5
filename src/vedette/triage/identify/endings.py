"""What the ending of a name says."""

from __future__ import annotations

from typing import Final

from vedette.triage.kinds import Kind

_ENDINGS: Final = {
    Kind.PYTHON: "py pyw pyi pth pyx",
    Kind.JAVASCRIPT: "js mjs cjs jsx jse",
    Kind.TYPESCRIPT: "ts tsx mts cts",
    Kind.POWERSHELL: "ps1 psm1 psd1 ps1xml",
    Kind.SHELL: "sh bash zsh ksh command dash",
    Kind.BATCH: "bat cmd",
    Kind.VBA: "vba bas cls frm",
    Kind.VBSCRIPT: "vbs vbe",
    Kind.PHP: "php php3 php4 php5 php7 phtml inc",
    Kind.SERVER_PAGE: "asp aspx ashx asmx ascx asa jsp jspx jspf",
    Kind.PERL: "pl pm t",
    Kind.RUBY: "rb gemspec rake",
    Kind.LUA: "lua",
    Kind.HTML: "html htm xhtml shtml",
    Kind.HTA: "hta",
    Kind.WSF: "wsf wsc sct",
    Kind.JSON: "json jsonl map ipynb webmanifest",
    Kind.YAML: "yaml yml",
    Kind.TOML: "toml",
    Kind.XML: "xml xsd xsl xslt rng plist csproj pom rdf",
    Kind.SVG: "svg",
    Kind.INI: "ini cfg conf inf properties desktop service editorconfig",
    Kind.REGISTRY: "reg",
    Kind.TEXT: (
        "vim el lisp tcl msg hpp hs swift kt scala clj ex erl ml r jl f90 tab dtd mod man patch diff tpl"
        " lang outlang in am ac 1 2 3 4 5 6 7 8 txt md rst log csv tsv tex c h cc cpp hpp go rs java css"
        " scss less po pot asc sql m4 cmake s"
    ),
    Kind.URL: "url",
    Kind.MAIL: "eml",
    Kind.FONT: "ttf otf woff woff2 pfb",
    Kind.MEDIA: "mp3 mp4 wav avi mkv ogg",
    Kind.FIRMWARE: "fw trx chk",
}
_KINDS: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}


def kind_of_name(name: str) -> Kind | None:
    """Return what a name's ending says, or None."""
    head, dot, ending = name.rpartition(".")
    return _KINDS.get(ending.lower()) if dot and head else None
