"""Bytes that are not an event, each for another reason, and the code of the error."""

import json

from wyoming_kokoro.frames import DATA_LIMIT, HEADER_LIMIT, PAYLOAD_LIMIT, VALUES_LIMIT


def sent(header: object, *rest: bytes) -> bytes:
    """A header line and what follows it."""
    return json.dumps(header).encode() + b"\n" + b"".join(rest)


BAD_FRAMES = {
    "empty_line": (b"\n", "bad_json"),
    "not_json": (b"GET / HTTP/1.1\n", "bad_json"),
    "cut_json": (b'{"type":"ping"\n', "bad_json"),
    "two_values": (b'{"type":"ping"} {}\n', "bad_json"),
    "not_utf8": (b'{"type":"\xff"}\n', "bad_json"),
    "utf16": ('{"type":"ping"}'.encode("utf-16") + b"\n", "bad_json"),
    "surrogates_as_bytes": (b'{"type":"\xed\xa0\x80"}\n', "bad_json"),
    "nul": (b"\0\n", "bad_json"),
    "nan": (b'{"type":"x","data":{"a":NaN}}\n', "bad_json"),
    "infinity_as_length": (b'{"type":"x","data_length":Infinity}\n', "bad_json"),
    "number_of_five_thousand_digits": (b'{"type":"x","a":' + b"1" * 5000 + b"}\n", "bad_json"),
    "deep_nesting": (b"[" * 60_000 + b"\n", "bad_json"),
    "list": (b"[]\n", "not_an_object"),
    "string": (b'"ping"\n', "not_an_object"),
    "null": (b"null\n", "not_an_object"),
    "no_type": (b"{}\n", "bad_type"),
    "type_is_a_number": (b'{"type":1}\n', "bad_type"),
    "type_is_null": (b'{"type":null}\n', "bad_type"),
    "data_is_a_list": (b'{"type":"x","data":[]}\n', "not_an_object"),
    "data_is_a_string": (b'{"type":"x","data":"a"}\n', "not_an_object"),
    "length_is_too_large_for_a_float": (b'{"type":"x","data_length":1e400}\n', "bad_length"),
    "length_is_true": (b'{"type":"x","data_length":true}\n', "bad_length"),
    "length_is_a_string": (b'{"type":"x","data_length":"5"}\n', "bad_length"),
    "length_is_a_fraction": (b'{"type":"x","payload_length":1.0}\n', "bad_length"),
    "length_is_a_list": (b'{"type":"x","payload_length":[]}\n', "bad_length"),
    "length_is_negative": (b'{"type":"x","data_length":-1}\n', "bad_length"),
    "data_is_announced_too_long": (sent({"type": "x", "data_length": DATA_LIMIT + 1}), "data_too_long"),
    "payload_is_announced_too_long": (sent({"type": "x", "payload_length": PAYLOAD_LIMIT + 1}), "payload_too_long"),
    "header_without_an_end": (b" " * (HEADER_LIMIT + 1), "header_too_long"),
    "header_too_long": (sent({"type": "x", "pad": "p" * HEADER_LIMIT}), "header_too_long"),
    "data_behind_is_a_list_of_pairs": (sent({"type": "x", "data_length": 9}, b'[["a",1]]'), "not_an_object"),
    "data_behind_is_not_json": (sent({"type": "x", "data_length": 3}, b"abc"), "bad_json"),
    "data_behind_is_not_utf8": (sent({"type": "x", "data_length": 3}, b'"\xff"'), "bad_json"),
    "data_behind_is_deep": (sent({"type": "x", "data_length": 90_000}, b"[" * 90_000), "bad_json"),
    "data_of_many_values": (
        sent({"type": "x", "data_length": VALUES_LIMIT + 10}, b'{"a":[' + b"," * (VALUES_LIMIT + 4)),
        "too_many_values",
    ),
    "ends_in_the_header": (b'{"type"', "cut_short"),
    "ends_in_the_data": (sent({"type": "x", "data_length": 5}, b"{"), "cut_short"),
    "ends_in_the_payload": (sent({"type": "x", "payload_length": 5}, b"1234"), "cut_short"),
    "ends_before_the_payload": (sent({"type": "x", "payload_length": 5}), "cut_short"),
}
