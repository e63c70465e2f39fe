"""What was predicted for whole sentences, kept until the last part of each is rendered."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.split_session import PhraseFeatures

MAX_COLUMNS = 4000
"""Of all sentences together: fifty seconds of speech, which take thirty megabytes. Beyond it the oldest is dropped."""


class RecentFeatures:
    """Keeps the features of the last sentences, so that all parts of one are made of the same; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, PhraseFeatures] = OrderedDict()

    def take(self, key: Hashable, predict: Callable[[], "PhraseFeatures"], *, keep: bool) -> "PhraseFeatures":
        """Return the features of a sentence, predicted now if they are not here; `keep` them for its next part."""
        with self._lock:
            features = self._entries.pop(key, None)
        if features is None:
            features = predict()
        if keep:
            with self._lock:
                self._entries[key] = features
                while len(self._entries) > 1 and sum(each.columns for each in self._entries.values()) > MAX_COLUMNS:
                    self._entries.popitem(last=False)
        return features
