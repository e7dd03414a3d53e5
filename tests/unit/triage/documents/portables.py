"""Writes small PDF files, for tests."""

import zlib


def pdf(*objects: str | bytes, catalog: str = "") -> bytes:
    """Objects from number 2 on; number 1 is the catalog. There is no table: readers must look for objects."""
    made = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + catalog.encode() + b" >>\nendobj\n"
    for number, body in enumerate(objects, 2):
        raw = body.encode("latin-1") if isinstance(body, str) else body
        made += b"%d 0 obj\n" % number + raw + b"\nendobj\n"
    return made + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def stream(data: bytes, *, words: str = "", squeeze: bool = True) -> bytes:
    """A stream, compressed or as it is."""
    body = zlib.compress(data) if squeeze else data
    filters = "/Filter /FlateDecode " if squeeze else ""
    return f"<< {words} {filters}/Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def object_stream(objects: dict[int, str]) -> bytes:
    """A stream of objects."""
    table, body = [], b""
    for number, text in objects.items():
        table.append(f"{number} {len(body)}")
        body += text.encode() + b" "
    head = (" ".join(table) + " ").encode()
    return stream(head + body, words=f"/Type /ObjStm /N {len(objects)} /First {len(head)}")
