"""What a totem does before it sends: seals to the hub's key, with the system's libsodium."""
import base64
import ctypes
import json
import uuid

SODIUM = ctypes.CDLL("libsodium.so.23")
BLOCK = 512


def sealed_operation(about, kind, body, lookup="00112233445566778899aabbccddeeff", one=None):
    """A line of a POST from the terminal that terminal.json (ABOUT) describes."""
    one = one or str(uuid.uuid4())
    text = json.dumps({"id": one, "town": about["town"], "kind": kind, "lookup": lookup, **body}, ensure_ascii=False).encode()
    text += b"\x80" + bytes(-(len(text) + 1) % BLOCK)
    key = about["keys"][-1]
    out = ctypes.create_string_buffer(len(text) + 48)
    assert SODIUM.crypto_box_seal(out, text, ctypes.c_ulonglong(len(text)), base64.b64decode(key["public"])) == 0
    return {"id": one, "seq": 1, "kind": kind, "lookup": lookup, "key": key["id"], "sealed": base64.b64encode(out.raw).decode()}
