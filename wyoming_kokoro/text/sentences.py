"""Splits text into sentences, also while it is still arriving."""

from collections.abc import Iterator

from wyoming_kokoro.speech import Ending
from wyoming_kokoro.text.clauses import clauses
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.sentence import Sentence
from wyoming_kokoro.text.sentence_ends import find_end, is_structure, looks_finished
from wyoming_kokoro.text.stop_words import stop_words


class SentenceSplitter:
    """Splits text that arrives in pieces; the result does not depend on the pieces."""

    def __init__(self, locale: Locale | None = None) -> None:
        language = (locale or Locale()).base
        self._stop_words = stop_words(language)
        self._reset()

    def feed(self, text: str) -> list[Sentence]:
        """Return the sentences that are complete with this piece."""
        self._pending += text
        return self._complete_sentences(final=False)

    def flush(self) -> list[Sentence]:
        """Return what looks finished, when no text has arrived for a moment."""
        sentences = self._complete_sentences(final=False)
        rest = self._pending.rstrip()
        if looks_finished(rest, self._pending, self._stop_words, at_line_start=self._at_line_start):
            ending = Ending.PARAGRAPH if self._pending.endswith("\n\n") else Ending.SENTENCE
            text = self._pending if self._pending.endswith("\n") else rest
            sentences.append(Sentence(self._start, text, ending))
            self._drop(len(self._pending))
        return sentences

    def take_clause(self, shortest: int) -> Sentence | None:
        """Return the beginning of the sentence that is still arriving, up to a clause end after `shortest` characters.

        It ends at a mark: how what comes before it is spoken depends on what follows elsewhere, which is not known yet.
        Unlike sentences, it depends on the pieces in which the text arrives.
        """
        if self._at_line_start and is_structure(self._pending):
            return None
        for end in self._clause_ends():
            if end >= shortest:
                clause = Sentence(self._start, self._pending[:end].rstrip(), Ending.CLAUSE)
                self._drop(end)
                return clause
        return None

    def finish(self) -> list[Sentence]:
        """Return the rest; the next text begins anew."""
        sentences = self._complete_sentences(final=True)
        self._reset()
        return sentences

    def _clause_ends(self) -> Iterator[int]:
        for clause in clauses(Sentence(self._start, self._pending, Ending.SENTENCE))[1:]:
            yield clause.start - self._start

    def _reset(self) -> None:
        self._pending = ""
        self._start = 0  # the place of the pending text in the whole
        self._searched = 0  # how far the pending text certainly has no end
        self._at_line_start = True  # whether the pending text begins a line

    def _complete_sentences(self, *, final: bool) -> list[Sentence]:
        sentences: list[Sentence] = []
        text, begin, searched = self._pending, 0, self._searched
        while True:
            begin = self._skip_blanks(text, begin)
            result = find_end(
                text, begin, max(begin, searched), self._stop_words, at_line_start=self._at_line_start, final=final
            )
            if isinstance(result, int):
                self._searched = result
                break
            end, ending = result
            sentences.append(Sentence(self._start + begin, text[begin:end], ending))
            self._at_line_start = text[end - 1] == "\n"
            begin = searched = end
        self._pending = text[begin:]
        self._start += begin
        self._searched = max(0, self._searched - begin)
        return sentences

    def _skip_blanks(self, text: str, begin: int) -> int:
        while begin < len(text) and text[begin].isspace():
            self._at_line_start = self._at_line_start or text[begin] == "\n"
            begin += 1
        return begin

    def _drop(self, count: int) -> None:
        self._at_line_start = self._pending[:count].endswith("\n")
        self._pending = self._pending[count:]
        self._start += count
        self._searched = 0
