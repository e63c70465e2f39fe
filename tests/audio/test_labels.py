"""What files say of themselves."""

import pytest

from wyoming_kokoro.audio.formats.labels import ALGORITHM, TRAINED, SoundLabel, wav_info


@pytest.mark.parametrize(
    ("engine", "kind"), [("kokoro", TRAINED), ("piper", TRAINED), ("espeak", ALGORITHM), ("tone", ALGORITHM)]
)
def test_only_what_has_learned_is_named_trained(engine: str, kind: str) -> None:
    label = SoundLabel(engine)
    assert label.comments["DIGITALSOURCETYPE"].endswith(f"/digitalsourcetype/{kind}")
    assert f"/{kind};".encode() in wav_info(label) and f"/{kind}".encode() in label.id3_tag()


def test_a_tag_says_how_long_it_is() -> None:
    tag = SoundLabel().id3_tag()
    size = sum(byte << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    assert len(tag) == 10 + size and max(tag[6:10]) < 128
