"""What one place of a script, document or executable does: the facts behaviours are made from.

Whoever reads a language yields facts; pages in `behaviours` say which facts, alone or fed by others, make a
behaviour. A fact says what is there, never how bad that is.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.nouns import Locator


class Act(StrEnum):
    """What is done."""

    # reads
    READS_SECRET = "reads secrets"  # noqa: S105  credentials, wallets, browser stores, keys, tokens
    READS_ENVIRONMENT = "reads the whole environment"
    READS_VARIABLE = "reads an environment variable"
    READS_HOST = "collects facts about the host"
    READS_CLIPBOARD = "reads the clipboard"
    READS_SCREEN = "captures the screen"
    READS_KEYS = "records keystrokes"
    READS_SENSOR = "uses microphone or camera"
    READS_FILE = "reads a file"
    FINDS_FILES = "searches for files"
    READS_INPUT = "takes what somebody else sent"
    # network
    DOWNLOADS = "downloads"
    SENDS = "sends out"
    CONNECTS = "opens a connection"
    LISTENS = "listens"
    RESOLVES = "resolves a name"
    # code and commands
    DECODES = "decodes"
    RUNS_CODE = "runs text as code"
    RUNS_COMMAND = "runs a command"
    LOADS_CODE = "loads code"
    # changes
    WRITES_FILE = "writes a file"
    MAKES_EXECUTABLE = "makes a file executable"
    DELETES_FILES = "deletes files"
    ENCRYPTS_FILES = "encrypts files"
    WRITES_CLIPBOARD = "writes the clipboard"
    PRESSES_KEYS = "presses keys by itself"
    CHANGES_REGISTRY = "changes the registry"
    PERSISTS = "arranges to be started again"
    SCHEDULED = "has a command run by itself"
    INSTALLS = "installs software"
    PUBLISHES = "publishes a package or changes a repository"
    # cover and power
    HIDES = "hides itself"
    DISABLES_DEFENCE = "weakens a defence"
    DESTROYS_RECOVERY = "removes backups"
    CLEARS_TRACES = "clears traces"
    EVADES = "looks for analysts"
    ESCALATES = "gains privileges"
    INJECTS = "injects into other processes"
    MOVES = "reaches other hosts"
    MINES = "mines coins"
    ADDS_ACCOUNT = "adds an account"
    # words and looks
    IMITATES = "imitates another name"
    DIFFERS = "is not what it says it is"
    OBFUSCATED = "is written to be unreadable"
    LURES = "asks a person to do something unsafe"
    OPENS_EXTERNAL = "loads something from elsewhere when opened"
    EMBEDS = "carries something that runs"
    RESEMBLES = "is written like what attackers write"
    ADDRESSES_REVIEWERS = "speaks to whoever analyses it"
    MATCHES = "matches a rule the user brought"


class When(StrEnum):
    """When it happens."""

    UNKNOWN = ""
    INSTALL = "when it is installed"
    IMPORT = "when it is imported"
    OPEN = "when it is opened"
    RUN = "when it is run"
    CALL = "when something calls it"


class Fact(Struct, frozen=True, kw_only=True):
    """One thing one place does."""

    act: Act
    place: Locator
    """In the sample it was read from: lines in text, bytes in anything else."""
    quote: str
    """What stands there, to the letter; at most 200 characters, and the place is as long."""
    says: str = ""
    """What exactly, in a few plain words: reads ~/.aws/credentials."""
    target: str = ""
    """The address, path, name or command it is about, where it is constant."""
    how: str = ""
    """The function, command or means: requests.post, reg add."""
    when: When = When.UNKNOWN
    sure: bool = True
    """False where a pattern saw it and nothing parsed it."""
    near: bool = False
    """True where what is called its inputs only stands close by."""
    inputs: tuple[Fact, ...] = ()
    """What flows into it: what it sends was read there, what it runs was decoded there."""

    def __hash__(self) -> int:
        """Leave out what flows in: that may go on for longer than anybody's stack."""
        return hash((self.act, self.place, self.says, self.target, self.how))
