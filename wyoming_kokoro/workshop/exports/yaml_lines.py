"""Configurations of trainers as YAML: a line for each name, whose value is written as JSON, which YAML includes."""

import json
from collections.abc import Iterator, Mapping, Sequence

YamlValue = bool | int | float | str | None | Sequence["YamlValue"] | Mapping[str, "YamlValue"]


def yaml_lines(values: Mapping[str, YamlValue], indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping; mappings in it, and lists of mappings, are written in lines of their own."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from yaml_lines(value, f"{indent}  ")
        elif isinstance(value, Sequence) and value and all(isinstance(each, Mapping) for each in value):
            yield f"{indent}{name}:"
            for each in value:
                if isinstance(each, Mapping):
                    first, *rest = yaml_lines(each, f"{indent}    ")
                    yield f"{indent}  - {first.strip()}"
                    yield from rest
        else:
            yield f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}"
