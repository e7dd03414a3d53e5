"""Calls that do the same work: one may take another's place in a fix, and something else may not."""

from __future__ import annotations

_WORK = """
system popen Popen run call check_call check_output getoutput getstatusoutput create_subprocess_shell
  create_subprocess_exec execv execve execvp execl execlp spawnv spawnl
open read_text write_text read_bytes write_bytes remove unlink rmtree listdir scandir rename replace copy
  copyfile copytree move mkdir makedirs rmdir send_file send_from_directory FileResponse stat exists isfile
  chmod static_file
execute executemany executescript raw text read_sql read_sql_query query fetch fetchrow extra
load loads safe_load full_load unsafe_load load_all safe_load_all literal_eval eval exec parse fromstring
  parseString XML iterparse decode int float get import_module __import__ getattr make_parser XMLParser
redirect HttpResponseRedirect RedirectResponse HTTPFound HTTPSeeOther url_for
render render_template render_template_string Template from_string Environment Markup mark_safe format_html
  make_response Response HttpResponse HTMLResponse write escape
md5 sha1 sha224 sha256 sha384 sha512 sha3_256 blake2b blake2s new pbkdf2_hmac scrypt Hash SHA256 SHA1 MD5
random randint randrange choice choices sample shuffle uniform getrandbits randbytes token_hex token_bytes
  token_urlsafe randbelow randbits SystemRandom urandom uuid1 uuid4 Random
get post put patch delete request urlopen urlretrieve head options send fetch Request
mktemp mkstemp mkdtemp NamedTemporaryFile TemporaryFile TemporaryDirectory SpooledTemporaryFile
debug info warning warn error exception critical log
extract extractall unpack_archive copyfileobj write
search search_s search_ext find find_one aggregate update delete xpath findall find_elements select
match search fullmatch sub findall finditer split compile
set_cookie encode decode sign connect
"""
FAMILIES: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split()) for line in _WORK.replace("\n  ", " ").strip().splitlines()
)
"""A line of work each, by the last part of a name."""


def alike(name: str, other: str) -> bool:
    """Whether two calls do the same work, by the last part of their names."""
    return name == other or any(name in one and other in one for one in FAMILIES)


_SHAPING = """
format join str repr encode decode strip lstrip rstrip replace lower upper startswith endswith len int print
list tuple set dict sorted isinstance bytes float bool quote unquote escape abspath normpath basename realpath
Path resolve splitlines split title
"""
MINOR = frozenset(_SHAPING.split())
"""Calls that shape a value: a fix may do without them."""

_WORDS = """
log debug info warning warn error exception critical flash abort exit sleep id hash type callable jsonify any
all HttpResponseBadRequest HttpResponseForbidden is_relative_to isdigit isalnum fullmatch match
"""
_WORKS = "int float quote escape basename Path resolve encode decode realpath"
IDLE = (MINOR - frozenset(_WORKS.split())) | frozenset(_WORDS.split())
"""Calls that take the place of no work: words, refusals, questions."""
