"""The glossary of the documentation site: the words of the field that the project uses, and every class, by package."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "wyoming_kokoro"

WORDS: dict[str, str] = {
    "alias": "another name under which a voice or a setting can be asked for",
    "blend": "a voice mixed of others by shares, such as af_heart*0.7 + am_adam*0.3",
    "break point": "a position in a sentence where it may be cut into phrases without being noticed",
    "cache": "the sound of phrases that were made before, in memory and perhaps on disk",
    "cast": "a role together with the engine that speaks it",
    "chunking": "deciding how much of a sentence is made in one call of the engine",
    "cue": "what markup asks for, in order: a line, a pause, a clip or a mark",
    "delivery": "how an engine is to speak: voice, language, speed, pitch and so on",
    "duration": "how long a phoneme sounds",
    "effect": "a change of finished samples: time stretch, pitch shift, volume, limiter",
    "engine": "what turns phonemes or words into samples: Kokoro, eSpeak NG, the tone engine",
    "front": "the process of a machine that listens for a fleet, and hands connections over to its replicas",
    "grapheme-to-phoneme (G2P)": "turning written words into phonemes; here the package `pronounce`",
    "homograph": "a word that is written one way and spoken two ways: read, lead, live",
    "interface": "the server through which a request came: Wyoming or HTTP",
    "layer": "a group of packages; a file imports only from its own package and from lower layers",
    "lexicon": "a list of words with their phonemes",
    "listener": "a request in the scheduler: it wants sound before what it has is played",
    "locale": "what decides how a text is read besides the text: language, country, date order",
    "markup": "what a text is written in: plain text or SSML",
    "normalization": "turning what is written into words: $5 into five dollars; here the package `text`",
    "phoneme": "a sound of speech, written as one character of misaki's alphabet",
    "phrase": "what an engine makes in one call",
    "piece": "some samples of a phrase, as an engine yields them",
    "polyphase": "a way to compute a convolution on the even and the odd samples apart",
    "precision": "how the numbers of a model are stored and computed with: full, int8",
    "prosody": "speed, pitch, volume and rhythm of speech",
    "quantization": "storing a model's numbers in eight bits",
    "real-time factor (RTF)": "seconds of work for each second of sound; below 1 is faster than it plays",
    "registry": "an ordered list by name, to which other packages may add",
    "replica": "a process of a fleet that has both servers and a studio of its own",
    "role": "a voice and how it speaks, before an engine is chosen",
    "rule": "a pattern of writing and what to say for it; rules claim parts of a text in order",
    "sample": "one of the 24,000 numbers that make a second of sound",
    "script": "a sentence as words, with its break points",
    "span": "a part of a sentence, what to say for it, and the rule that decided",
    "student": "a small model that was taught one voice of Kokoro's",
    "SSML": "the Speech Synthesis Markup Language of the W3C",
    "style": "the 256 numbers by which Kokoro speaks with a voice, for one length of a phrase",
    "tensor": "a named array of numbers inside a model",
    "treatment": "what is done to samples after an engine has made them: volume and effects",
    "utterance": "what a client asks to be spoken",
    "voice": "a name that can be asked for: one published with Kokoro, a user's own, a blend, or one of eSpeak NG",
    "window": "a part of a phrase that is made by itself, so that its sound is there sooner",
}
"""Words that stand in code, settings and pages. Each means one thing."""


def page() -> str:
    """Return the page, as markdown."""
    lines = [
        "# Glossary",
        "",
        "Generated from `script/glossary.py` and from the classes' docstrings; edit those instead.",
        "",
        "## Words",
        "",
        *(f"- **{word}**: {meaning}." for word, meaning in WORDS.items()),
    ]
    package = None
    for path, name, meaning in sorted(_classes(), key=lambda entry: (len(entry[0].parts) == 1, *entry[:2])):
        folder = path.parts[0].removesuffix(".py") if len(path.parts) > 1 else "Modules at the top"
        if folder != package:
            package = folder
            lines += ["", f"## {folder if len(path.parts) == 1 else f'`{folder}`'}", ""]
        lines.append(f"- `{name}` (`{path}`): {meaning}")
    return "\n".join(lines) + "\n"


def _classes() -> Iterator[tuple[Path, str, str]]:
    """Yield every public class with its file and the first sentence of its docstring."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                docstring = ast.get_docstring(node) or ""
                yield path.relative_to(PACKAGE), node.name, " ".join(docstring.partition("\n\n")[0].split())
