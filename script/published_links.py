"""Rewrites the links of a page for places where the repository's files are not beside it."""

import posixpath
import re
from collections.abc import Callable

_LINK_OR_CODE = re.compile(
    r"""
    ^(?P<indent>\ *)```.*?^(?P=indent)```                                    # a block of code
    | (?P<picture>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>(?!https?:|mailto:|\#)[^)\s]+)\)
    | (?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)                   # code in a line
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
"""What comes first is taken: a link may have code in its text, and code may look like a link."""


def on_github(owner: str, reference: str, path: str, *, picture: bool = False) -> str:
    """Return the address of a file of this repository; a picture's is that of its bytes."""
    if picture:
        return f"https://raw.githubusercontent.com/{owner}/wyoming_kokoro/{reference}/{path}"
    return f"https://github.com/{owner}/wyoming_kokoro/blob/{reference}/{path}"


def rewritten(text: str, page: str, replace: Callable[[re.Match[str], str], str | None]) -> str:
    """Return a page with other links: replace gets each link with its path in the repository; None leaves it."""

    def link(match: re.Match[str]) -> str:
        if match["target"] is None:
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), match["target"].partition("#")[0]))
        return replace(match, path) or match[0]

    return _LINK_OR_CODE.sub(link, text)


def made_absolute(text: str, page: str, owner: str, reference: str) -> str:
    """Return a page whose links all go to GitHub."""

    def replace(match: re.Match[str], path: str) -> str:
        address = on_github(owner, reference, path, picture=bool(match["picture"]))
        _, mark, heading = match["target"].partition("#")
        return f"{match['picture']}[{match['text']}]({address}{mark}{heading})"

    return rewritten(text, page, replace)
