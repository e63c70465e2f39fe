"""Makes texts safe for the head of a response: the one place through which every header and status line goes."""

from aiohttp import web


def header_text(text: str) -> str:
    """Return a text as one line of printable ASCII, with a question mark for every other character."""
    words = text.encode("ascii", "replace").decode().split()
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(words))


def make_head_safe(response: web.StreamResponse) -> None:
    """Make every header and the status line of a response safe: some repeat what a client sent or a user saved."""
    unsafe = {name for name, value in response.headers.items() if value != header_text(value)}
    for name in unsafe:
        values = [header_text(value) for value in response.headers.getall(name)]
        del response.headers[name]
        for value in values:
            response.headers.add(name, value)
    if response.reason != (reason := header_text(response.reason)):
        response.set_status(response.status, reason)
