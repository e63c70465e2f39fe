"""Every SSML element that acts is heard: a table of elements and values, measured on the tone engine's sound.

One word of a sentence, kettle, stands in the element; its sound is compared with that of the same word without it.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.effects import LEAD, TAIL
from wyoming_kokoro.engines.tone import (
    CENTER,
    NOTE,
    STRESS_DECIBELS,
    STRESS_LENGTH,
    STRESS_SEMITONES,
    fundamental,
    note,
)
from wyoming_kokoro.markup.ssml import ELEMENTS
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Audio, MarkTime, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio

STRESS = "ˈ"
"""The second phoneme of kettle, a note too."""
NAMESPACES = "xmlns:mstts='https://www.w3.org/2001/mstts'"


@dataclass(frozen=True)
class Heard:
    """What was heard of a text."""

    samples: Samples
    words: tuple[WordTime, ...]
    marks: tuple[MarkTime, ...]
    studio: Studio

    @property
    def said(self) -> str:
        """All words that were spoken."""
        return " ".join(word.spoken for word in self.words)

    def word(self, spoken: str) -> WordTime:
        """The word that is spoken so."""
        return next(word for word in self.words if word.spoken == spoken)

    def sound(self, spoken: str) -> Samples:
        """The sound of a word."""
        word = self.word(spoken)
        return self.samples[word.start_sample : word.end_sample]

    def length(self, spoken: str) -> int:
        """How many samples a word takes."""
        word = self.word(spoken)
        return word.end_sample - word.start_sample

    def level(self, spoken: str) -> float:
        """The level of a word in decibels."""
        return 20 * float(np.log10(np.sqrt(np.mean(np.square(self.sound(spoken)))) + 1e-9))

    def semitones(self, spoken: str, phoneme: int = 0) -> float:
        """How high a phoneme of a word is, in semitones above 100 hertz."""
        word = self.word(spoken)
        size = self.length(spoken) // len(word.phonemes)
        part = self.sound(spoken)[phoneme * size : (phoneme + 1) * size] * np.hanning(size)
        spectrum = np.abs(np.fft.rfft(part, 1 << 17))
        return 12 * float(np.log2(np.argmax(spectrum) * RATE / (1 << 17) / 100))

    def noise(self, spoken: str) -> float:
        """How flat the spectrum of a word is: near 0 for a note, and more than a half for noise."""
        power = np.square(np.abs(np.fft.rfft(self.sound(spoken)))) + 1e-12
        return float(np.exp(np.mean(np.log(power))) / np.mean(power))

    def gap(self, before: str, after: str) -> float:
        """The seconds of silence between two words."""
        return (self.word(after).start_sample - self.word(before).end_sample) / RATE


Check = Callable[[Heard, Heard], object]


@pytest.fixture
async def quiet_studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio with the tone engine that makes nothing louder or softer by itself."""
    settings = {"engine.name": "tone", "speech.normalize_loudness": False}
    opened = await Studio.open(load(Paths(tmp_path, tmp_path), settings, {}))
    yield opened
    await opened.close()


async def heard(studio: Studio, text: str) -> Heard:
    """Speak a text and return what was heard."""
    blocks: list[Audio] = [block async for block in studio.speak(Utterance(text, markup="ssml"))]
    return Heard(
        np.concatenate([block.samples for block in blocks]),
        tuple(word for block in blocks for word in block.words),
        tuple(mark for block in blocks for mark in block.marks),
        studio,
    )


def slower(factor: float) -> Check:
    return lambda now, plain: now.length("kettle") == pytest.approx(plain.length("kettle") * factor, rel=0.01)


def higher(semitones: float, at: int = 1) -> Check:
    return lambda now, plain: (
        now.semitones("kettle", at) - plain.semitones("kettle", at) == pytest.approx(semitones, abs=0.1)
    )


def _own_pitch(heard_text: Heard) -> float:
    """The pitch of the voice that speaks, as it was measured."""
    character = heard_text.studio.voices.find("af_heart").character
    assert character is not None
    return character.pitch


def higher_by_hertz(hertz: float) -> Check:
    return lambda now, plain: higher(12 * np.log2(1 + hertz / _own_pitch(now)))(now, plain)


def at_hertz(hertz: float) -> Check:
    return lambda now, plain: higher(12 * np.log2(hertz / _own_pitch(now)))(now, plain)


def louder(decibels: float) -> Check:
    return lambda now, plain: now.level("kettle") - plain.level("kettle") == pytest.approx(decibels, abs=0.3)


def lasts(seconds: float) -> Check:
    """With the silence that a phrase keeps at its ends."""
    kept = (LEAD + TAIL) / RATE
    return lambda now, _: seconds - kept - 0.01 < now.length("kettle") / RATE <= seconds


def all_lasts(first: str, seconds: float) -> Check:
    return lambda now, _: (len(now.samples) - now.word(first).start_sample) / RATE == pytest.approx(seconds, abs=0.06)


def at_once(first: str, second: str, delay: float) -> Check:
    """The second word begins so long after the first, which it overlaps."""
    return lambda now, _: (
        (now.word(second).start_sample - now.word(first).start_sample) / RATE == pytest.approx(delay, abs=0.002)
        and now.word(second).start_sample < now.word(first).end_sample
    )


def tall(now: Heard, plain: Heard) -> bool:
    """The notes sound as before, but the engine made others, which were played more slowly."""
    size = min(now.length("kettle"), plain.length("kettle"))
    return not np.array_equal(now.sound("kettle")[:size], plain.sound("kettle")[:size])


def silenced(now: Heard, _plain: Heard) -> bool:
    return now.level("kettle") < -100 and now.level("open") > -30


def whispered(now: Heard, _plain: Heard) -> bool:
    return now.noise("kettle") > 0.4 and now.noise("open") < 0.1


def says(words: str) -> Check:
    return lambda now, _: now.said == words


def sounds(spoken: str, phonemes: str) -> Check:
    return lambda now, _: "".join(word.phonemes for word in now.words if word.spoken == spoken) == phonemes


def pauses(seconds: float) -> Check:
    """A pause; phrases keep some silence at their ends, where Kokoro's words need it and notes do not."""
    kept = (LEAD + TAIL) / RATE
    return lambda now, _: max(seconds - kept, 0) - 1e-3 <= now.gap("kettle", "is") <= max(seconds, kept) + 1e-3


def voice(name: str) -> Check:
    def check(now: Heard, _plain: Heard) -> bool:
        lowest = 12 * np.log2(fundamental(now.studio.voices.find(name)) / 100)
        return bool(now.semitones("kettle", 1) == pytest.approx(lowest + note(STRESS), abs=0.1))

    return check


def louder_before(now: Heard, plain: Heard) -> bool:
    """A sound that is played before the word."""
    return now.word("kettle").start_sample > plain.word("kettle").start_sample + RATE // 20


def under(now: Heard, plain: Heard) -> bool:
    """A sound under the silence before the first word."""
    lead = now.samples[: now.words[0].start_sample - RATE // 20]
    return len(lead) > 0 and float(np.max(np.abs(lead))) > 0 and len(now.samples) > len(plain.samples)


def mark(name: str) -> Check:
    return lambda now, _: (
        [(each.name, each.start_sample) for each in now.marks] == [(name, now.word("kettle").start_sample)]
    )


def narrower(factor: float) -> Check:
    def check(now: Heard, plain: Heard) -> bool:
        own = plain.semitones("kettle", 1) - note(STRESS)
        expected = own + CENTER + (note(STRESS) - CENTER) * factor
        return bool(now.semitones("kettle", 1) == pytest.approx(expected, abs=0.1))

    return check


def rises(now: Heard, plain: Heard) -> bool:
    """A contour that begins four semitones higher and ends as high as before."""
    first, last = (now.semitones("kettle", at) - plain.semitones("kettle", at) for at in (1, 5))
    return 2 < first <= 4 and 0 <= last < 1.2 and first > last + 1.5


def stressed(degree: int) -> tuple[Check, ...]:
    return (
        slower(1 + STRESS_LENGTH * degree),
        higher(STRESS_SEMITONES * degree),
        louder(STRESS_DECIBELS * degree),
    )


def same(now: Heard, plain: Heard) -> bool:
    return now.said == plain.said


TABLE: list[tuple[str, str, tuple[Check, ...]]] = [
    # element, how the word kettle is written, what is heard
    ("speak", "kettle", (same,)),
    ("p", "<p>kettle</p>", (pauses(0.7),)),
    ("paragraph", "<paragraph>kettle</paragraph>", (pauses(0.7),)),
    ("s", "<s>kettle</s>", (pauses(0.4),)),
    ("sentence", "<sentence>kettle</sentence>", (pauses(0.4),)),
    ("break", "kettle <break time='1500ms'/>", (pauses(1.5),)),
    ("break", "kettle <break time='0.25s'/>", (pauses(0.25),)),
    ("break", "kettle <break strength='x-strong'/>", (pauses(1.2),)),
    ("break", "kettle <break/>", (pauses(0.4),)),
    ("break", "kettle. <break strength='none'/>", (pauses(0),)),
    ("break", "kettle. <break time='0s'/>", (pauses(0),)),
    ("break", "kettle. <break time='2s'/>", (pauses(2),)),
    ("mark", "<mark name='x'/>kettle", (mark("x"),)),
    ("bookmark", "<bookmark mark='y'/>kettle", (mark("y"),)),
    ("mstts:silence", "kettle <mstts:silence type='Leading' value='800ms'/>", (pauses(0.8),)),
    ("mstts:silence", "<mstts:silence type='Sentenceboundary-exact' value='900ms'/>kettle.", (pauses(0.9),)),
    ("voice", "<voice name='bm_george'>kettle</voice>", (voice("bm_george"),)),
    ("voice", "<voice gender='male'>kettle</voice>", (voice("am_fenrir"),)),
    ("voice", "<voice xml:lang='en-GB' gender='female'>kettle</voice>", (voice("bf_emma"),)),
    ("lang", "<lang xml:lang='de-DE'>7</lang>", (says("The sieben is open"),)),
    ("prosody", "<prosody rate='slow'>kettle</prosody>", (slower(1 / 0.75),)),
    ("prosody", "<prosody rate='fast'>kettle</prosody>", (slower(1 / 1.35),)),
    ("prosody", "<prosody rate='x-slow'>kettle</prosody>", (slower(2),)),
    ("prosody", "<prosody rate='x-fast'>kettle</prosody>", (slower(1 / 1.75),)),
    ("prosody", "<prosody rate='+25%'>kettle</prosody>", (slower(1 / 1.25),)),
    ("prosody", "<prosody rate='50%'><prosody rate='150%'>kettle</prosody></prosody>", (slower(1 / 0.75),)),
    ("prosody", "<prosody pitch='high'>kettle</prosody>", (higher(3),)),
    ("prosody", "<prosody pitch='x-low'>kettle</prosody>", (higher(-6),)),
    ("prosody", "<prosody pitch='+2.5st'>kettle</prosody>", (higher(2.5),)),
    ("prosody", "<prosody pitch='-50%'>kettle</prosody>", (higher(-12),)),
    ("prosody", "<prosody pitch='+17Hz'>kettle</prosody>", (higher_by_hertz(17),)),
    ("prosody", "<prosody pitch='-30Hz'>kettle</prosody>", (higher_by_hertz(-30),)),
    ("prosody", "<prosody pitch='200Hz'>kettle</prosody>", (at_hertz(200),)),
    ("prosody", "<prosody range='0'>kettle</prosody>", (narrower(0),)),
    ("prosody", "<prosody range='x-high'>kettle</prosody>", (narrower(1.8),)),
    ("prosody", "<prosody contour='(0%,+4st) (100%,0st)'>kettle</prosody>", (rises,)),
    ("prosody", "<prosody volume='soft'>kettle</prosody>", (louder(-6),)),
    ("prosody", "<prosody volume='+4dB'>kettle</prosody>", (louder(4),)),
    ("prosody", "<prosody volume='50'>kettle</prosody>", (louder(-6),)),
    ("prosody", "<prosody volume='silent'>kettle</prosody>", (silenced,)),
    ("emphasis", "<emphasis>kettle</emphasis>", stressed(1)),
    ("emphasis", "<emphasis level='strong'>kettle</emphasis>", stressed(2)),
    ("emphasis", "<emphasis level='reduced'>kettle</emphasis>", stressed(-1)),
    ("emphasis", "<emphasis level='none'>kettle</emphasis>", stressed(0)),
    ("amazon:effect", "<amazon:effect name='whispered'>kettle</amazon:effect>", (whispered,)),
    ("amazon:effect", "<amazon:effect phonation='soft'>kettle</amazon:effect>", (louder(-6),)),
    ("amazon:effect", "<amazon:effect vocal-tract-length='+10%'>kettle</amazon:effect>", (higher(0), slower(1), tall)),
    ("mstts:express-as", "<mstts:express-as style='whispering'>kettle</mstts:express-as>", (whispered,)),
    ("mstts:express-as", "<mstts:express-as style='calm'>kettle</mstts:express-as>", (slower(1 / 0.92),)),
    (
        "mstts:express-as",
        "<mstts:express-as style='calm' styledegree='2'>kettle</mstts:express-as>",
        (slower(1 / 0.92**2),),
    ),
    ("amazon:emotion", "<amazon:emotion name='excited'>kettle</amazon:emotion>", (slower(1 / 1.12),)),
    ("amazon:domain", "<amazon:domain name='news'>kettle</amazon:domain>", (slower(1 / 1.05),)),
    ("google:style", "<google:style name='calm'>kettle</google:style>", (slower(1 / 0.92),)),
    ("say-as", "<say-as interpret-as='characters'>tv</say-as>", (says("The T V is open"),)),
    ("say-as", "<say-as interpret-as='cardinal'>2013</say-as>", (says("The two thousand thirteen is open"),)),
    ("say-as", "<say-as interpret-as='ordinal'>3</say-as>", (says("The third is open"),)),
    ("say-as", "<say-as interpret-as='digits'>42</say-as>", (says("The four two is open"),)),
    ("say-as", "<say-as interpret-as='fraction'>3/4</say-as>", (says("The three quarters is open"),)),
    ("say-as", "<say-as interpret-as='unit'>10 foot</say-as>", (says("The ten feet is open"),)),
    ("say-as", "<say-as interpret-as='date' format='dm'>3/4</say-as>", (says("The April third is open"),)),
    ("say-as", "<say-as interpret-as='time' format='hms12'>2:30pm</say-as>", (says("The two thirty P M is open"),)),
    ("say-as", "<say-as interpret-as='duration'>90s</say-as>", (says("The ninety seconds is open"),)),
    ("say-as", "<say-as interpret-as='telephone'>911</say-as>", (says("The nine one one is open"),)),
    ("say-as", "<say-as interpret-as='currency'>5 EUR</say-as>", (says("The five euros is open"),)),
    ("say-as", "<say-as interpret-as='expletive'>kettle</say-as>", (says("The is open"),)),
    ("phoneme", "<phoneme ph='kɛtəl'>kettle</phoneme>", (sounds("kettle", "kɛtəl"),)),
    ("phoneme", "<phoneme alphabet='x-sampa' ph='kEnt'>kettle</phoneme>", (sounds("kettle", "kɛnt"),)),
    ("phoneme", "<phoneme alphabet='x-kokoro' ph='kˈAk'>kettle</phoneme>", (sounds("kettle", "kˈAk"),)),
    ("sub", "<sub alias='tea pot'>kettle</sub>", (says("The tea pot is open"),)),
    ("w", "<w role='amazon:VBD'>read</w>", (sounds("read", "ɹˈɛd"),)),
    ("token", "<token role='amazon:VB'>read</token>", (sounds("read", "ɹˈid"),)),
    ("metadata", "<metadata>secret</metadata>kettle", (same,)),
    ("desc", "<desc>secret</desc>kettle", (same,)),
    ("audio", "<audio src='bell'>secret</audio>kettle", (same, louder_before)),
    ("audio", "<audio src='no such sound'>tea</audio> kettle", (says("The tea kettle is open"),)),
    ("background", "<background type='rain' level='-10dB'>kettle</background>", (same,)),
    ("prosody", "<prosody duration='500ms'>kettle</prosody>", (lasts(0.5),)),
    ("mstts:audioduration", "kettle<mstts:audioduration value='0.8s'/>", (all_lasts("is", 0.8),)),
    ("par", "<par><media>kettle</media><media begin='0.1s'>lamp</media></par>", (at_once("kettle", "lamp", 0.1),)),
    ("seq", "<seq><media>kettle</media></seq>", (same,)),
    ("media", "<media>kettle</media><media begin='2s'>", (pauses(2),)),
]


@pytest.mark.parametrize(("element", "written", "checks"), TABLE, ids=[written for _, written, _ in TABLE])
async def test_an_element_is_heard(quiet_studio: Studio, element: str, written: str, checks: tuple[Check, ...]) -> None:
    assert element in ELEMENTS.names
    plain = await heard(quiet_studio, "<speak>The kettle is open.</speak>")
    now = await heard(quiet_studio, f"<speak {NAMESPACES}>The {written} is open.</speak>")
    for check in checks:
        assert check(now, plain)
    assert "secret" not in now.said


async def test_a_background_is_heard_under_the_whole(quiet_studio: Studio) -> None:
    plain = await heard(quiet_studio, "<speak>The kettle is open.</speak>")
    for written in (
        "<background type='rain' level='-10dB'>The kettle is open.</background>",
        "<mstts:backgroundaudio src='rain' volume='1'/>The kettle is open.",
    ):
        now = await heard(quiet_studio, f"<speak {NAMESPACES}>{written}</speak>")
        assert under(now, plain) and now.said == plain.said


async def test_a_break_is_exact_to_the_sample(quiet_studio: Studio) -> None:
    lengths = [
        len((await heard(quiet_studio, f"<speak>The kettle <break time='{time}ms'/> is open.</speak>")).samples)
        for time in (250, 1000, 1500)
    ]
    assert [length - lengths[0] for length in lengths] == [0, RATE * 3 // 4, RATE * 5 // 4]


@pytest.mark.parametrize("text", ["The kettle {} is open.", "The kettle is open. {} The door is not."])
async def test_a_break_is_as_much_silence_as_it_says(quiet_studio: Studio, text: str) -> None:
    """With a break of one second there were 0.93 seconds of silence within a sentence."""
    written = text.format("<break time='1s'/>")
    samples = (await heard(quiet_studio, f"<speak>{written}</speak>")).samples
    gaps = np.diff(np.flatnonzero(np.abs(samples) > QUIET)) - 1
    assert abs(gaps.max() - RATE) < RATE // 1000


async def test_silence_at_the_end(quiet_studio: Studio) -> None:
    plain = await heard(quiet_studio, "<speak>The kettle is open.</speak>")
    now = await heard(
        quiet_studio, f"<speak {NAMESPACES}><mstts:silence type='Tailing' value='2s'/>The kettle is open.</speak>"
    )
    assert len(now.samples) == len(plain.samples) + 2 * RATE


def test_the_table_has_every_element_that_acts() -> None:
    tested = {element for element, _, _ in TABLE} | {"mstts:backgroundaudio"}
    acting = {element.name for element in ELEMENTS if element.acts}
    assert len(acting) >= 24
    assert acting <= tested


def test_a_phoneme_lasts_a_note() -> None:
    assert NOTE == RATE // 20
