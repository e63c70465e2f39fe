"""The page of text rules, made from the rules themselves."""

from wyoming_kokoro.text.languages import LANGUAGES, WITHOUT_RULES, rules_of
from wyoming_kokoro.text.locale import Locale


def page() -> str:
    """Every rule with its examples, as markdown."""
    lines = [
        "# Text rules",
        "",
        "Made by `script/docs` from the rules; edit those instead. Within a language the upper rule goes first,",
        "and what one has claimed the later ones no longer see. The examples are also the tests.",
        "What is the same in every language (markdown, emoji, words and marks) is listed under English only.",
    ]
    for language in LANGUAGES:
        lines += ["", f"## {language}"]
        family = ""
        for rule in rules_of(Locale(language)):
            if rule in WITHOUT_RULES and language != LANGUAGES[0]:
                continue
            own, _, _ = rule.name.partition(".")
            if own != family:
                family = own
                lines += ["", f"### {family.replace('_', ' ')}", ""]
            lines.append(f"- **{rule.name}**: {rule.about}")
            lines += [f"  - {_quoted(written)} is read {_quoted(spoken)}" for written, spoken in rule.says.items()]
            if rule.leaves:
                lines.append(f"  - leaves {', '.join(map(_quoted, rule.leaves))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as code, whatever signs it has."""
    shown = text.replace("\n", "⏎")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"
