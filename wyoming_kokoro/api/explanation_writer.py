"""Writes an explanation as JSON while it is being made, so that no long one is held in memory."""

import json
from dataclasses import replace

from wyoming_kokoro.studio import Explanation, explanation_as_json


class ExplanationWriter:
    """Writes the parts of one explanation, and at the end what is known then."""

    def __init__(self) -> None:
        self._whole: Explanation | None = None
        """All pages so far, without their parts."""
        self._spoken: list[str] = []
        self._phonemes: list[str] = []
        self._parts = 0

    def feed(self, page: Explanation) -> bytes:
        """Return the JSON of a page; computes."""
        before = self._whole
        content = explanation_as_json(page)
        rows = [json.dumps(row) for row in content["parts"]]
        began = f'{{"language": {json.dumps(page.language)}, "parts": [' if before is None else ""
        comma = ", " if rows and self._parts else ""
        self._parts += len(rows)
        self._spoken += [page.spoken] if page.spoken else []
        self._phonemes += [page.phonemes] if page.phonemes else []
        self._whole = replace(
            page,
            parts=(),
            reading_seconds=page.reading_seconds + (before.reading_seconds if before else 0),
            pronouncing_seconds=page.pronouncing_seconds + (before.pronouncing_seconds if before else 0),
        )
        return (began + comma + ", ".join(rows)).encode()

    def finish(self) -> bytes:
        """Return the end: what is spoken as a whole, the notes, and the times."""
        if self._whole is None:
            return b""
        rest = explanation_as_json(self._whole)
        del rest["language"], rest["parts"]
        rest |= {"said": " ".join(self._spoken), "phonemes": " ".join(self._phonemes)}
        return f"], {json.dumps(rest)[1:]}".encode()
