"""What PHP's functions do, by their names."""

from __future__ import annotations

from typing import Final

from vedette.triage.fact import Act

CODE: Final = frozenset(
    {"eval", "assert", "create_function", "include", "include_once", "require", "require_once"}
)
COMMANDS: Final = frozenset({"system", "exec", "shell_exec", "passthru", "popen", "proc_open", "pcntl_exec"})
DECODERS: Final = frozenset(
    {
        "base64_decode", "gzinflate", "gzuncompress", "gzdecode", "str_rot13", "hex2bin", "convert_uudecode",
        "openssl_decrypt", "mcrypt_decrypt", "zlib_decode", "bzdecompress", "pack",
    }
)  # fmt: skip
READERS: Final = frozenset(
    {"file_get_contents", "fopen", "readfile", "file", "copy", "highlight_file", "show_source"}
)
"""Of an address they download, of a path they read."""
INPUT: Final = frozenset(
    {"$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_SERVER", "$_FILES", "$HTTP_RAW_POST_DATA"}
)
SAFE: Final = frozenset(
    {
        "escapeshellarg", "intval", "floatval", "basename", "md5", "sha1", "hash", "crc32", "in_array",
        "is_numeric", "isset", "empty", "strlen", "count", "sizeof", "strcmp", "array_key_exists",
        "preg_match", "is_string", "is_array", "is_file", "file_exists", "ctype_alnum", "absint",
        "sanitize_key", "password_verify", "is_dir",
    }
)  # fmt: skip
"""What comes out of these is no longer in a visitor's hand."""
VISITORS: Final = frozenset({"getallheaders", "apache_request_headers", "filter_input", "filter_input_array"})
"""Functions that return what a visitor sent."""
CALLBACKS: Final = frozenset(
    {
        "call_user_func",
        "call_user_func_array",
        "array_map",
        "array_filter",
        "usort",
        "uksort",
        "array_walk_recursive",
        "array_reduce",
        "ob_start",
        "forward_static_call",
        "register_tick_function",
        "uasort",
        "array_walk",
        "preg_replace_callback",
        "register_shutdown_function",
    }
)
OTHER: Final[dict[str, tuple[Act, str]]] = {
    "curl_exec": (Act.DOWNLOADS, "asks another host"),
    "curl_init": (Act.DOWNLOADS, "asks another host"),
    "fsockopen": (Act.CONNECTS, "opens a connection"),
    "pfsockopen": (Act.CONNECTS, "opens a connection"),
    "stream_socket_client": (Act.CONNECTS, "opens a connection"),
    "socket_connect": (Act.CONNECTS, "opens a connection"),
    "socket_listen": (Act.LISTENS, "waits for connections"),
    "mail": (Act.SENDS, "sends mail"),
    "file_put_contents": (Act.WRITES_FILE, "writes a file"),
    "fwrite": (Act.WRITES_FILE, "writes a file"),
    "fputs": (Act.WRITES_FILE, "writes a file"),
    "move_uploaded_file": (Act.WRITES_FILE, "keeps a file somebody uploads"),
    "unlink": (Act.DELETES_FILES, "removes a file"),
    "chmod": (Act.MAKES_EXECUTABLE, "changes who may run a file"),
    "phpinfo": (Act.READS_HOST, "shows how PHP is set up"),
    "php_uname": (Act.READS_HOST, "collects facts about the host"),
    "get_current_user": (Act.READS_HOST, "collects facts about the host"),
    "getenv": (Act.READS_VARIABLE, "reads an environment variable"),
    "scandir": (Act.FINDS_FILES, "lists files"),
    "glob": (Act.FINDS_FILES, "lists files"),
    "dl": (Act.LOADS_CODE, "loads a library"),
}
