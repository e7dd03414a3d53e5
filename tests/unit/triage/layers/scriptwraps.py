"""Ways to hide a JavaScript, each the inverse of something the decoder undoes. For tests only."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote

Wrap = Callable[[str], str]


def units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[at] | data[at + 1] << 8 for at in range(0, len(data), 2)]


def latin(text: str) -> str:
    """Keep what atob can give: one byte a character."""
    return base64.b64encode(text.encode("latin-1")).decode()


def atob(text: str) -> str:
    return f"eval(atob('{latin(text)}'));"


def buffer(text: str) -> str:
    return f"eval(Buffer.from('{base64.b64encode(text.encode()).decode()}', 'base64').toString());"


def hexed(text: str) -> str:
    return f"new Function(Buffer.from('{text.encode().hex()}', 'hex').toString('utf8'))();"


def codes(text: str) -> str:
    return f"eval(String.fromCharCode({','.join(map(str, units(text)))}));"


def escaped(text: str) -> str:
    whole = "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text)
    return f'eval("{whole}");'


def percent(text: str) -> str:
    return f"eval(decodeURIComponent('{quote(text, safe='')}'));"


def unescaped(text: str) -> str:
    whole = "".join(f"%{c:02X}" if c < 256 else f"%u{c:04X}" for c in units(text))
    return f'eval(unescape("{whole}"));'


def reversed_(text: str) -> str:
    return f"eval({json.dumps(text[::-1])}.split('').reverse().join(''));"


def array(text: str) -> str:
    size = max(len(text) // 4, 1)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    order = list(range(len(pieces)))[::-1]
    held = json.dumps([pieces[one] for one in order])
    picked = "+".join(f"_0x[{order.index(number)}]" for number in range(len(pieces)))
    return f"var _0x={held};eval({picked});"


def timed(text: str) -> str:
    return f"setTimeout({json.dumps(text)}, 100);"


def by_constructor(text: str) -> str:
    return f"[]['fil' + 'ter']['const' + 'ructor']({json.dumps(text)})();"


def packed(text: str) -> str:
    """Pack as Dean Edwards' packer does: words by their number in base 36."""
    words = sorted(set(re.findall(r"\b\w+\b", text)))
    table = {word: base36(number) for number, word in enumerate(words)}
    body = re.sub(r"\b\w+\b", lambda found: table[found[0]], text)
    return (
        "eval(function(p,a,c,k,e,d){e=function(c){return c.toString(36)};if(!''.replace(/^/,String))"
        "{while(c--){d[c.toString(a)]=k[c]||c.toString(a)}k=[function(e){return d[e]}];"
        "e=function(){return'\\\\w+'};c=1};"
        "while(c--){if(k[c]){p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),"
        f"k[c])}}}}return p}}({single(body)},36,{len(words)},{single('|'.join(words))}.split('|'),0,{{}}))"
    )


def base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (base36(number // 36) if number >= 36 else "") + digits[number % 36]


def single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


WRAPS: dict[str, Wrap] = {
    one.__name__: one
    for one in (
        buffer, hexed, codes, escaped, percent, unescaped, reversed_, array, timed, by_constructor,
    )
}  # fmt: skip
"""Those that carry any text; the others ask something of it."""
