"""The speaking styles. To add one, add it to the list; data/style_names.tsv has the names that others give them."""

from wyoming_kokoro.markup.speaking_styles.speaking_style import SpeakingStyle
from wyoming_kokoro.registry import Registry

SPEAKING_STYLES: Registry[SpeakingStyle] = Registry(
    SpeakingStyle("cheerful", "Higher, livelier and a little faster.", speed=1.05, pitch=1.2, range=1.3, volume=1.1),
    SpeakingStyle("excited", "Fast, high and loud, with a wide melody.", speed=1.12, pitch=2, range=1.5, volume=1.25),
    SpeakingStyle("lively", "With a wider melody, a little faster.", speed=1.04, range=1.35),
    SpeakingStyle("calm", "Slower and softer, with a narrower melody.", speed=0.92, pitch=-0.5, range=0.8, volume=0.9),
    SpeakingStyle("gentle", "Slower and softer.", speed=0.94, range=0.9, volume=0.8),
    SpeakingStyle("serious", "Lower, with a narrower melody.", speed=0.97, pitch=-1, range=0.75),
    SpeakingStyle("firm", "Lower and louder, with a narrower melody.", pitch=-0.7, range=0.85, volume=1.25),
    SpeakingStyle(
        "subdued", "Slow, low and soft, nearly without melody.", speed=0.88, pitch=-1.5, range=0.6, volume=0.8
    ),
    SpeakingStyle("soft", "With a soft, breathy voice.", effect="soft"),
    SpeakingStyle("whispering", "Whispered.", effect="whisper"),
    SpeakingStyle("loud", "Louder and higher, as to a person far away.", pitch=1, range=1.15, volume=1.8),
    SpeakingStyle("newscast", "Evenly and a little faster, as the news are read.", speed=1.05, pitch=-0.3, range=0.9),
    SpeakingStyle("narration", "Slower, with a wider melody, as a story is read.", speed=0.94, range=1.15),
    SpeakingStyle("slow", "Slower.", speed=0.8),
    SpeakingStyle("fast", "Faster.", speed=1.25),
    SpeakingStyle("deep", "Lower.", pitch=-3),
    SpeakingStyle("high", "Higher.", pitch=3),
    SpeakingStyle("monotone", "Nearly without melody.", range=0.1),
)
"""Every style. Its name says what is heard; no style makes a claim about a feeling."""
