"""Hides the strings of a JavaScript as today's obfuscators do: a list that is turned first, and a decoder.

The decoder keeps what it made on itself, decodes base64 with an alphabet of its own, and RC4 where a key is
given; the list is turned until a sum over it comes out right. For tests only, and ours.
"""

from __future__ import annotations

import base64
import json
import random

_TURNED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
)
_BASE64 = """f['b']=function(s){
var k='abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=',o='',u='';
for(var n=0,v,c,i=0;c=s['charAt'](i++);
~c&&(v=n%4?v*64+c:c,n++%4)?o+=String['fromCharCode'](255&v>>(-2*n&6)):0)
{c=k['indexOf'](c);}
for(var j=0,z=o['length'];j<z;j++){u+='%'+('00'+o['charCodeAt'](j)['toString'](16))['slice'](-2);}
return decodeURIComponent(u);};"""
_RC4 = """f['r']=function(s,k){var b=[],j=0,x,o='';s=f['b'](s);var i;for(i=0;i<256;i++){b[i]=i;}
for(i=0;i<256;i++){j=(j+b[i]+k['charCodeAt'](i%k['length']))%256,x=b[i],b[i]=b[j],b[j]=x;}i=0,j=0;
for(var y=0;y<s['length'];y++){i=(i+1)%256,j=(j+b[i])%256,x=b[i],b[i]=b[j],b[j]=x,
o+=String['fromCharCode'](s['charCodeAt'](y)^b[(b[i]+b[j])%256]);}return o;};"""
_BASE = 0x1A0
SUMS = ("12abc", "7x", "5zz")
"""Strings that begin with numbers: their sum says when the list is turned right."""


def in_list(words: list[str], *, rc4: bool, seed: int = 1) -> tuple[str, list[str]]:
    """Return the head of a script, and for each word the call that gives it."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    held = [*SUMS, *words]
    keys = ["".join(chance.choices("abcXYZ$[^", k=4)) for _ in held]
    coded = [_coded(_crypt(word, key) if rc4 else word) for word, key in zip(held, keys, strict=True)]
    turn = chance.randrange(1, len(coded))
    calls = [f"d(0x{_BASE + at:x}{f', {json.dumps(key)}' if rc4 else ''})" for at, key in enumerate(keys)]
    one, two, three = calls[: len(SUMS)]
    opened = "f['r'](w,k)" if rc4 else "f['b'](w)"
    head = (
        f"function l(){{var a={json.dumps(coded[-turn:] + coded[:-turn])};"
        "l=function(){return a;};return l();}"
        f"function d(i,k){{i=i-0x{_BASE:x};var a=l(),w=a[i],f=d;if(d['on']===undefined){{{_BASE64}{_RC4}"
        "d['kept']={};d['on']=!![];}if(d['first']!==a[0]){d['kept']={};d['first']=a[0];}"
        f"var c=d['kept'][i];return c===undefined?(w={opened},d['kept'][i]=w):w=c,w;}}"
        "(function(m,n){var a=m();while(!![]){try{"
        f"var s=parseInt({one})/1+-parseInt({two})/1*(parseInt({three})/1);"
        "if(s===n)break;else a['push'](a['shift']());}catch(e){a['push'](a['shift']());}}}(l,-23));"
    )
    return head, calls[len(SUMS) :]


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=").translate(_TURNED)


def _crypt(text: str, key: str) -> str:
    box, swap = list(range(256)), 0
    for at in range(256):
        swap = (swap + box[at] + ord(key[at % len(key)])) % 256
        box[at], box[swap] = box[swap], box[at]
    made, one, two = "", 0, 0
    for letter in text:
        one = (one + 1) % 256
        two = (two + box[one]) % 256
        box[one], box[two] = box[two], box[one]
        made += chr(ord(letter) ^ box[(box[one] + box[two]) % 256])
    return made
