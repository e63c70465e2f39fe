"""Internet addresses: sites, e-mail, files, handles, hashtags, and identifiers of programs."""

import re
from typing import Final

from wyoming_kokoro.text.en.compounds import spoken_name
from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, LETTERS, Claim, rule

_ADDRESS: Final = rf"""[^\s<>"'“”«»—|{CLAIMED}]*[^\s<>"'“”«»—|{CLAIMED}.,;:!?)\]}}*_~`…]"""
"""The rest of an address; a mark at its end belongs to the sentence."""
_PATH: Final = rf"""(?P<path>/[^\s<>"'“”«»—{CLAIMED}]*[^\s<>"'“”«»—{CLAIMED}.,;:!?)\]}}*_~`…])?"""


@rule(
    rf"(?<![^\W_])(?<!@)(?P<scheme>{any_of('urls.schemes')})://(?P<rest>{_ADDRESS})",
    needs=(":", "/", LETTERS),
    any_case=True,
    says={
        "https://www.google.com": "W W W dot google dot com",
        "https://www.somesite.com/somepage": "W W W dot some site dot com forward slash some page",
        "See https://developer.example.com/a-b.": "See developer dot example dot com slash A dash B .",
        "_https://example.com_ is it": "example dot com is it",
        "http://192.168.1.9:8123": "H T T P colon slash slash"
        " one nine two dot one six eight dot one dot nine colon eight one two three",
        "file:///photos/image.jpg": "file colon slash slash slash photos slash image dot jpeg",
    },
    leaves=("http: nothing", "://", "www.example.com"),
)
def url(match: re.Match[str], locale: Locale) -> str | None:
    """A URL; the scheme of a web site is read only if the URL is the whole text."""
    scheme, rest = match["scheme"].lower(), match["rest"]
    if not re.search(r"[^\W_]", rest):
        return None
    site, slash, path = rest.partition("/")
    spoken = spoken_site(site, slash + path, locale) if scheme != "file" else spoken_address(rest, locale)
    alone = match.start() <= _MARGIN and match.end() >= len(match.string) - _MARGIN
    if scheme in {"http", "https"} and (not alone or _is_plain(site, slash + path)):
        return spoken
    return f"{spoken_name(scheme, locale)} colon slash slash {spoken}"


@rule(
    rf"(?<![\w@./-])(?P<rest>www\.{_ADDRESS})",
    needs=(".", "wW"),
    any_case=True,
    says={"www.ourdailynews.com/page": "W W W dot our daily news dot com forward slash page"},
    leaves=("www", "awww.yes"),
)
def site(match: re.Match[str], locale: Locale) -> str:
    """A web site that begins with www."""
    name, slash, path = match["rest"].partition("/")
    return spoken_site(name, slash + path, locale)


@rule(
    rf"""(?<![\w.+%-])(?:mailto:)?(?P<user>[\w.+%-]++)@
        (?P<site>[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*\.[A-Za-z][A-Za-z0-9-]*){_PATH}""",
    needs="@",
    says={
        "me@example.com": "me at example dot com",
        "Ask jane.doe-2@mail.example.co.uk.": "Ask jane dot doe dash two at mail dot example dot co dot U K .",
    },
    leaves=("@home", "5 @ 3", "a@b"),
)
def email(match: re.Match[str], locale: Locale) -> str:
    """An e-mail address."""
    return f"{spoken_address(match['user'], locale)} at {spoken_site(match['site'], match['path'] or '', locale)}"


@rule(
    rf"""(?<![\w@./\\-])(?P<site>(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.)+{any_of("urls.top_domains")})
        (?![\w-]|\.\w)(?P<port>:\d{{1,5}}\b)?{_PATH}""",
    needs=(".", LETTERS),
    any_case=True,
    says={
        "Go to homeassistant.local:8123": "Go to home assistant dot local colon eight one two three",
        "example.com/news": "example dot com slash news",
        "example.com's servers": "example dot com's servers",
    },
    leaves=("end.Start", "1.co", "see it. Home is"),
)
def domain(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """A web site without www., recognized by its top-level domain."""
    if not re.search(r"[A-Za-z]", match["site"].rpartition(".")[0]):
        return None
    possessive = "'s" if re.match(r"'s\b", match.string[match.end() :][:3]) else ""
    spoken = spoken_site(match["site"] + (match["port"] or ""), match["path"] or "", locale) + possessive
    return [Claim(match.start(), match.end() + len(possessive), spoken)]


_UNIX_PATH: Final = (
    r"(?:(?:~|\.{1,2})?(?:/[\w.+@-]*\w){2,}/?"  # /config/configuration.yaml
    r"|(?:~|\.{1,2})/[\w.][\w./-]*\w"  # ~/.profile
    r"|/[\w-]+\.[a-z]\w{1,4})"  # /notes.txt
)
_DOS_PATH: Final = r"[A-Za-z]:\\(?:[\w.$ -]*[\w$]\\)*[\w.$-]*\w"
_RELATIVE_PATH: Final = r"[\w-]{1,100}(?:/[\w.-]+)*/[\w-]+\.[a-z]\w{1,4}"


@rule(
    rf"""(?<![\w/.\\:])(?P<unix>{_UNIX_PATH})(?![\w/])
      | (?<!\w)(?P<dos>{_DOS_PATH}) | (?<![\w/.])(?P<relative>{_RELATIVE_PATH})(?!\w)""",
    needs="/\\",
    says={
        "/config/configuration.yaml": "slash config slash configuration dot yaml",
        "Open /dev/ttyUSB0 now": "Open slash dev slash T T Y U S B zero now",
        r"C:\Users\me": "C colon backslash users backslash me",
        "~/notes.txt": "tilde slash notes dot T X T",
        "~/.profile": "tilde slash dot profile",
    },
    leaves=("and/or", "1/2/3", "/ no", "km/h"),
)
def path(match: re.Match[str], locale: Locale) -> str | None:
    """The path of a file."""
    if not re.search(r"[A-Za-z]{2}", match[0]):
        return None
    return spoken_address(match[0], locale)


@rule(
    rf"(?<![\w@./-])localhost:(?P<port>\d{{2,5}}){_PATH}(?![\w])",
    needs=(":", "l"),
    says={"Open localhost:8123/lovelace": "Open local host colon eight one two three slash love lace"},
    leaves=("localhost", "localhost: 3000"),
)
def own_machine(match: re.Match[str], locale: Locale) -> str:
    """A port of localhost."""
    return spoken_site(f"localhost:{match['port']}", match["path"] or "", locale)


@rule(
    r"(?<![\w/.@-])(?P<kind>[ru])/(?P<name>[A-Za-z]\w{2,30})(?![\w/]|\.\w)",
    needs=("/", "ru"),
    says={"a post on r/homeassistant": "a post on R slash home assistant"},
    leaves=("and/or", "r/w", "u/v/w"),
)
def forum(match: re.Match[str], locale: Locale) -> str:
    """A community or a user of a forum."""
    return f"{match['kind'].upper()} slash {spoken_address(match['name'], locale)}"


@rule(
    rf"""(?<![\w.@/-])(?P<name>[A-Za-z][\w-]*(?:\.[\w-]+)*[\w-])
        \.(?P<last>[a-z][\w-]+|{any_of("urls.files_in_capitals")})(?![\w@]|\.\w)""",
    needs=".",
    says={
        "Turn on light.living_room now": "Turn on light dot living room now",
        "intro.html": "intro dot H T M L",
        "test.abc": "test dot A B C",
        "README.md": "read me dot M D",
        "IMG_1234.JPG": "I M G one two three four dot jpeg",
    },
    leaves=("e.g.", "p.m.", "the end.Then", "3.5"),
)
def dotted(match: re.Match[str], locale: Locale) -> str | None:
    """A file name, or the name of an object in a program."""
    file = match["last"].isupper() or match["last"] in _FILES
    if not (file or re.search(r"[a-z\d]$", match["name"])) or all(len(part) < 3 for part in match[0].split(".")):
        return None
    spoken = spoken_address(f"{match['name']}.{match['last']}".replace("_", " "), locale)
    return re.sub(r"\bjpeg\b", "jpeg", spoken)


@rule(
    r"(?<!\w)(?P<name>[A-Za-z][A-Za-z0-9]*+(?>(?:_++[A-Za-z0-9]++)+))(?!\w)",
    needs="_",
    says={"set living_room_lamp": "set living room lamp"},
    leaves=("_late_", "a b"),
)
def identifier(match: re.Match[str], locale: Locale) -> str:
    """A name with underscores between its words."""
    return spoken_address(match["name"].replace("_", " "), locale)


@rule(
    r"(?<![\w@.])@(?P<name>[A-Za-z]\w{1,29})\b",
    needs="@",
    says={"Ask @mypizza": "Ask at my pizza"},
    leaves=("@ home", "me@example.com"),
)
def handle(match: re.Match[str], locale: Locale) -> str:
    """A user name in a social network."""
    return f"at {spoken_address(match['name'].replace('_', ' '), locale)}"


@rule(
    r"(?<![\w&#])\#(?P<name>[A-Za-z]{2}\w{0,60}|\d{1,4}[A-Za-z]{3}\w{0,60})\b(?!-[A-Z\d])",
    needs="#",
    says={
        "#throwback and #HomeAutomation": "hashtag throwback and hashtag home automation",
        "#2024goals": "hashtag twenty twenty four goals",
    },
    leaves=("# Title", "#5", "C#", "#INV-2024"),
)
def hashtag(match: re.Match[str], locale: Locale) -> str:
    """A hashtag, split into its words; six hexadecimal digits may be a color."""
    if re.fullmatch(r"(?=.*\d)[0-9A-Fa-f]{6}", match["name"]):
        return f"hash {' '.join(spoken_name(character, locale) for character in match['name'])}"
    return f"hashtag {spoken_address(match['name'].replace('_', ' '), locale)}"


_FILES: Final = word_set("urls.files")
"""File extensions, before which a name may also be in capitals."""
_MARGIN: Final = 2
"""How many characters, such as quotation marks, may surround a URL that is the whole text."""

_SIGNS: Final = {
    ".": "dot",
    "/": "slash",
    "\\": "backslash",
    "-": "dash",
    "_": "underscore",
    ":": "colon",
    "@": "at",
    "?": "question mark",
    "=": "equals",
    "&": "and",
    "#": "hash",
    "%": "percent",
    "+": "plus",
    "~": "tilde",
    ",": "comma",
    ";": "semicolon",
    "$": "dollar",
    "*": "star",
    "!": "exclamation mark",
}
_PARTS: Final = re.compile(r"\w+|\W")


def spoken_address(address: str, locale: Locale) -> str:
    """Return an address in words: names as words or letters, signs by their names."""
    parts = _PARTS.findall(address.replace("_", " _ "))
    return " ".join(filter(None, (spoken_name(part, locale) if part.isalnum() else _SIGNS.get(part) for part in parts)))


def spoken_site(site: str, path: str, locale: Locale) -> str:
    """Return a site and its path in words; the path of a simple page begins with "forward slash"."""
    host, colon, port = site.partition(":")
    labels = [_spoken_label(label, locale) for label in host.split(".") if label]
    last = host.rpartition(".")[2]
    if len(last) == 2 and last.isalpha() and len(labels) > 1 and last.lower() != "co":
        labels[-1] = spelled(last)
    spoken = " dot ".join(labels)
    if colon:
        spoken += f" {spoken_address(colon + port, locale)}"
    if not path:
        return spoken
    if host.lower().startswith("www.") and _PLAIN_PAGE.fullmatch(path):
        return f"{spoken} forward {spoken_address(path.rstrip('/'), locale)}"
    return f"{spoken} {spoken_address(path.removesuffix('/') if path != '/' else '', locale)}".rstrip()


def _spoken_label(label: str, locale: Locale) -> str:
    return spelled(label) if label.lower() == "www" else spoken_address(label, locale)


_PLAIN_PAGE: Final = re.compile(r"/[A-Za-z]+/?")


def _is_plain(site: str, path: str) -> bool:
    """Return whether an address is simple enough to be read rather than dictated."""
    return site.lower().startswith("www.") and (path in {"", "/"} or bool(_PLAIN_PAGE.fullmatch(path)))
