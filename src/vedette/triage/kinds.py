"""What a thing can be, by its content. The value is what people read."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A type of content."""

    PYTHON = "Python script"
    PYTHON_CODE = "compiled Python"
    JAVASCRIPT = "JavaScript"
    TYPESCRIPT = "TypeScript"
    POWERSHELL = "PowerShell script"
    SHELL = "shell script"
    BATCH = "batch file"
    VBA = "VBA macro"
    VBSCRIPT = "VBScript"
    PHP = "PHP script"
    SERVER_PAGE = "server page"
    PERL = "Perl script"
    RUBY = "Ruby script"
    LUA = "Lua script"
    GO = "Go source"
    HTML = "HTML page"
    HTA = "HTML application"
    WSF = "Windows script file"
    JSON = "JSON"
    YAML = "YAML"
    TOML = "TOML"
    XML = "XML"
    SVG = "SVG image"
    INI = "configuration file"
    REGISTRY = "registry file"
    CRON = "cron table"
    DOCKERFILE = "container description"
    TEXT = "text"
    ELF = "ELF executable"
    PE = "Windows executable"
    DOTNET = ".NET executable"
    MACHO = "Mach-O executable"
    JAVA_CLASS = "Java class"
    DEX = "Android bytecode"
    MACHINE_CODE = "raw machine code"
    WASM = "WebAssembly"
    ZIP = "zip archive"
    WHEEL = "Python wheel"
    JAR = "Java archive"
    APK = "Android package"
    TAR = "tar archive"
    GZIP = "gzip data"
    BZIP2 = "bzip2 data"
    XZ = "xz data"
    ZSTD = "Zstandard data"
    ZLIB = "zlib data"
    SEVENZIP = "7z archive"
    RAR = "RAR archive"
    CAB = "Windows cabinet"
    AR = "ar archive"
    DEB = "Debian package"
    RPM = "RPM package"
    CPIO = "cpio archive"
    ISO = "ISO 9660 image"
    SQUASHFS = "SquashFS image"
    FIRMWARE = "firmware image"
    MSI = "Windows installer"
    NSIS = "NSIS installer"
    INNO = "Inno Setup installer"
    OLE = "OLE compound file"
    DOC = "old Office document"
    OOXML = "Office document"
    ODF = "OpenDocument"
    RTF = "RTF document"
    PDF = "PDF document"
    LNK = "Windows shortcut"
    URL = "internet shortcut"
    ONENOTE = "OneNote section"
    MAIL = "mail"
    MSG = "Outlook message"
    IMAGE = "picture"
    FONT = "font"
    MEDIA = "sound or film"
    CERTIFICATE = "certificate"
    SQLITE = "SQLite database"
    FOLDER = "folder"
    EMPTY = "empty file"
    UNKNOWN = "unknown data"


SCRIPTS = frozenset(
    {
        Kind.PYTHON,
        Kind.JAVASCRIPT,
        Kind.TYPESCRIPT,
        Kind.POWERSHELL,
        Kind.SHELL,
        Kind.BATCH,
        Kind.VBA,
        Kind.VBSCRIPT,
        Kind.PHP,
        Kind.SERVER_PAGE,
        Kind.PERL,
        Kind.RUBY,
        Kind.LUA,
        Kind.GO,
        Kind.HTML,
        Kind.HTA,
        Kind.WSF,
    }
)
EXECUTABLES = frozenset(
    {Kind.ELF, Kind.PE, Kind.DOTNET, Kind.MACHO, Kind.JAVA_CLASS, Kind.DEX, Kind.MACHINE_CODE}
)
