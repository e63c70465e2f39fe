"""Sound is found again by everything that made it, and the memory it takes has an end."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.cache import Cache, DiskCache, key_of, open_cache
from wyoming_kokoro.cache.memory import OVERHEAD
from wyoming_kokoro.settings import CacheSettings
from wyoming_kokoro.speech import Delivery, EffectRequest, Ending, Phrase, PhraseAudio, Span, Treatment, Voice

MakeAudio = Callable[..., PhraseAudio]

VOICE = Voice("af_heart", "en-US", "female", "Heart", (("af_heart", 1.0),))
PHRASE = Phrase("həlˈoʊ", "hello", VOICE, Delivery("af_heart", "en-US", 1.0, 0.0), "en-US")


def blend(*styles: tuple[str, float]) -> Phrase:
    """The phrase in another voice."""
    return replace(PHRASE, voice=replace(VOICE, styles=styles))


OTHERS = {
    "engine": ("kokoro 2", PHRASE, "style"),
    "style": ("kokoro", PHRASE, "another"),
    "phonemes": ("kokoro", replace(PHRASE, phonemes="həlˈoʊ."), "style"),
    "words": ("kokoro", replace(PHRASE, words="hallo"), "style"),
    "language": ("kokoro", replace(PHRASE, language="en-GB"), "style"),
    "ending": ("kokoro", replace(PHRASE, ending=Ending.CLAUSE), "style"),
    "files": ("kokoro", blend(("af_sky", 1.0)), "style"),
    "shares": ("kokoro", blend(("af_heart", 0.5), ("af_sky", 0.5)), "style"),
    "other shares": ("kokoro", blend(("af_heart", 0.6), ("af_sky", 0.4)), "style"),
    "what comes before": ("kokoro", replace(PHRASE, before="wˌʌn "), "style"),
    "what comes after": ("kokoro", replace(PHRASE, after=" wˌʌn"), "style"),
    "gender": ("kokoro", replace(PHRASE, voice=replace(VOICE, gender="male")), "style"),
    "voice's language": ("kokoro", replace(PHRASE, voice=replace(VOICE, language="en-GB")), "style"),
    **{
        name: ("kokoro", replace(PHRASE, delivery=delivery), "style")
        for name, delivery in {
            "asked language": replace(PHRASE.delivery, language="en-GB"),
            "speed": replace(PHRASE.delivery, speed=1.01),
            "pitch": replace(PHRASE.delivery, pitch=0.5),
            "range": replace(PHRASE.delivery, range=0.9),
            "effect": replace(PHRASE.delivery, effect="whisper"),
            "nothing": Delivery(),
        }.items()
    },
}


def test_a_treatment_does_not_change_the_key() -> None:
    louder = replace(PHRASE, treatment=Treatment(2.0, (EffectRequest("time_stretch", 1.5),)))
    assert key_of("kokoro", louder, "style") == key_of("kokoro", PHRASE, "style")


@pytest.mark.parametrize("other", OTHERS)
def test_every_audible_difference_changes_the_key(other: str) -> None:
    keys = [key_of(*each) for each in (("kokoro", PHRASE, "style"), *OTHERS.values())]
    assert keys.count(key_of(*OTHERS[other])) == 1


def test_inaudible_differences_do_not_change_the_key() -> None:
    same = replace(
        PHRASE,
        spans=(Span(5, 10, "hello", "words"),),
        owners=(0,) * 6,
        delivery=replace(PHRASE.delivery, voice="heart"),
        voice=replace(VOICE, name="heart", description="an alias", grade="A"),
    )
    assert key_of("kokoro", PHRASE) == key_of("kokoro", same)


def test_voices_without_files_are_told_apart_by_name() -> None:
    one, two = (replace(PHRASE, voice=replace(VOICE, name=name, styles=())) for name in ("espeak_de", "espeak_sv"))
    assert key_of("espeak", one) != key_of("espeak", two)


def test_any_text_has_a_key() -> None:
    assert len(key_of("x", replace(PHRASE, words="\ud800 \0 '"))) == 32


def test_an_entry_is_returned_as_it_was_stored(make_audio: MakeAudio) -> None:
    cache, audio = Cache(1_000_000), make_audio()
    assert cache.get(b"key") is None
    cache.put(b"key", audio)
    found = cache.get(b"key")
    assert found and np.array_equal(found.samples, audio.samples) and found.lengths == audio.lengths
    counts = cache.counts()
    assert (counts.found_in_memory, counts.found_on_disk, counts.missed, counts.entries) == (1, 0, 1, 1)


def test_stored_samples_cannot_be_changed_by_the_caller(make_audio: MakeAudio) -> None:
    cache, audio = Cache(1_000_000), make_audio()
    before = audio.samples.copy()
    cache.put(b"key", audio)
    audio.samples[:] = 0
    found = cache.get(b"key")
    assert found and np.array_equal(found.samples, before)
    with pytest.raises(ValueError, match="read-only"):
        found.samples[0] = 1


def test_a_stored_view_does_not_keep_the_whole_array_in_memory() -> None:
    cache = Cache(1_000_000)
    cache.put(b"key", PhraseAudio(np.zeros(1_000_000, np.float32)[:10]))
    found = cache.get(b"key")
    assert found and found.samples.base is None


def test_the_least_recently_used_entry_is_removed_first(make_audio: MakeAudio) -> None:
    cache = Cache(10 * (4000 + 16 + OVERHEAD))
    for number in range(10):
        cache.put(b"%d" % number, make_audio())
    assert cache.get(b"0")
    cache.put(b"new", make_audio())
    assert cache.get(b"1") is None
    assert all(cache.get(key) for key in (b"0", b"2", b"9", b"new"))


def test_memory_stays_below_the_limit_for_random_entries(make_audio: MakeAudio, rng: np.random.Generator) -> None:
    cache = Cache(100_000)
    for number in range(500):
        cache.put(b"%d" % rng.integers(100), make_audio(int(rng.integers(0, 10_000))))
        counts = cache.counts()
        kept = [audio for key in range(100) if (audio := cache.get(b"%d" % key)) is not None]
        held = sum(audio.samples.nbytes + 16 + OVERHEAD for audio in kept)
        assert counts.bytes == held <= 100_000 and counts.entries == len(kept), number
    assert cache.counts().entries > 2


def test_one_large_entry_does_not_remove_the_others(make_audio: MakeAudio) -> None:
    cache = Cache(100_000)
    cache.put(b"small", make_audio(10))
    cache.put(b"large", make_audio(20_000))
    assert cache.get(b"large") is None and cache.get(b"small")


def test_a_cache_without_memory_keeps_nothing(make_audio: MakeAudio) -> None:
    cache = Cache(0)
    cache.put(b"key", make_audio(0, None))
    assert cache.get(b"key") is None


def test_a_closed_cache_keeps_nothing(make_audio: MakeAudio) -> None:
    cache = Cache(1_000_000)
    cache.put(b"key", make_audio())
    cache.close()
    cache.put(b"other", make_audio())
    assert cache.get(b"key") is None and cache.get(b"other") is None
    assert cache.counts().bytes == 0


def test_an_entry_on_disk_is_found_after_a_restart_and_then_kept_in_memory(
    tmp_path: Path, make_audio: MakeAudio
) -> None:
    settings, audio = CacheSettings(disk=True), make_audio()
    first = open_cache(settings, tmp_path)
    first.put(b"key", audio)
    first.close()
    second = open_cache(settings, tmp_path)
    for _ in range(2):
        found = second.get(b"key")
        assert found and np.array_equal(found.samples, audio.samples) and found.lengths == audio.lengths
    counts = second.counts()
    assert (counts.found_in_memory, counts.found_on_disk, counts.missed) == (1, 1, 0)
    second.close()


def test_without_the_disk_setting_no_file_is_written(tmp_path: Path, make_audio: MakeAudio) -> None:
    cache = open_cache(CacheSettings(), tmp_path / "cache")
    cache.put(b"key", make_audio())
    cache.close()
    assert not (tmp_path / "cache").exists()


def test_many_threads_find_the_entries_they_stored(tmp_path: Path, make_audio: MakeAudio) -> None:
    cache = Cache(200_000, DiskCache(tmp_path / "takes.sqlite", 10_000_000))
    entries = {b"%d" % number: make_audio(2000, None) for number in range(60)}
    wrong = list[bytes]()

    def work(keys: list[bytes]) -> None:
        for key in keys:
            cache.put(key, entries[key])
        for key in keys:
            found = cache.get(key)
            if found is None or not np.array_equal(found.samples, entries[key].samples):
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(list(entries)[start::3],)) for start in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache.counts().bytes <= 200_000
    cache.close()


@pytest.mark.parametrize("on_disk", [False, True])
def test_checking_for_an_entry_does_not_change_the_counts(
    on_disk: bool,  # noqa: FBT001 -- a case
    make_audio: MakeAudio,
    tmp_path: Path,
) -> None:
    settings = CacheSettings(disk=on_disk, memory_megabytes=0 if on_disk else 8)
    cache = open_cache(settings, tmp_path)
    assert not cache.holds(b"a")
    cache.put(b"a", make_audio())
    assert cache.holds(b"a") and not cache.holds(b"b")
    counts = cache.counts()
    assert (counts.found_in_memory, counts.found_on_disk, counts.missed) == (0, 0, 0)
    cache.close()
    assert not cache.holds(b"a")
