"""Numbers and counters in Japanese change each other's sound."""

import sys
from pathlib import Path

import pytest

import wyoming_kokoro.pronounce
from wyoming_kokoro.pronounce.japanese import counted_in_kana, in_kana, text_parts
from wyoming_kokoro.text.tables import table

COUNTERS = Path(wyoming_kokoro.pronounce.__path__[0]) / "data" / "counters-ja.tsv"


@pytest.mark.parametrize(
    ("kanji", "kana"),
    [
        ("一本", "いっぽん"), ("三本", "さんぼん"), ("六本", "ろっぽん"), ("百本", "ひゃっぽん"), ("千本", "せんぼん"),
        ("一個", "いっこ"), ("六回", "ろっかい"), ("八階", "はっかい"), ("三階", "さんがい"), ("三軒", "さんげん"),
        ("一冊", "いっさつ"), ("六冊", "ろくさつ"), ("十歳", "じゅっさい"), ("二十歳", "はたち"), ("三足", "さんぞく"),
        ("三分", "さんぷん"), ("四分", "よんぷん"), ("三十分", "さんじゅっぷん"), ("四泊", "よんぱく"),
        ("三歩", "さんぽ"),
        ("四人", "よにん"), ("十四人", "じゅうよにん"), ("二人目", "ふたりめ"), ("四年生", "よねんせい"),
        ("四時半", "よじはん"), ("七時", "しちじ"), ("九時", "くじ"), ("四月", "しがつ"), ("九月", "くがつ"),
        ("十四日", "じゅうよっか"), ("二十四日間", "にじゅうよっかかん"),
        ("十七日", "じゅうしちにち"), ("一日目", "いちにちめ"),
        ("六か月後", "ろっかげつご"), ("三つ目", "みっつめ"), ("二箱", "ふたはこ"), ("百十番", "ひゃくとおばん"),
        ("三分の一", "さんぶんのいち"), ("三対一", "さんたいいち"), ("二点五億円", "にてんごおくえん"),
        ("十パーセント", "じゅっパーセント"), ("十グラム", "じゅうグラム"),
    ],
)  # fmt: skip
def test_a_number_and_its_counter_change_each_other(kanji: str, kana: str) -> None:
    assert in_kana(kanji) == kana
    assert "".join(counted_in_kana(kanji) or []) == kana


def test_the_first_of_a_month_is_not_one_day() -> None:
    assert counted_in_kana("一月一日") == ["いちがつ", "ついたち"]
    assert counted_in_kana("毎月一日") == ["毎月", "ついたち"]
    assert counted_in_kana("一日から") == ["ついたち", "から"]
    assert counted_in_kana("一日") == ["いちにち"]


@pytest.mark.parametrize("word", ["十分です", "牛乳", "三本の矢", "一般", "ください"])
def test_other_words_are_left_to_the_dictionary(word: str) -> None:
    assert counted_in_kana(word) is None


def test_the_rules_and_the_sounds_know_the_same_counters() -> None:
    sounds = [line.split("\t")[1] for line in COUNTERS.read_text("utf-8").splitlines() if not line.startswith("#")]
    written = [counter for row in table("ja", "counters.tsv") for counter in row[0].split()]
    assert sorted(sounds) == sorted(written)


def test_every_counter_has_a_sound_in_kana_after_every_digit() -> None:
    for row in table("ja", "counters.tsv"):
        for counter in row[0].split():
            for number in "一二三四五六七八九十百千万":
                assert not set(in_kana(number + counter)) & set("一二三四五六七八九十百千万"), number + counter


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("三本の矢", [["さんぼん"], "の矢"]),
        ("六本木", ["六本木"]),
        ("二人で", [["ふたり"], "で"]),
        ("十分です", ["十分です"]),
    ],
)
def test_everyday_counters_are_found_in_texts(written: str, parts: list[str | list[str]]) -> None:
    assert text_parts(written) == parts


def test_misaki_gets_numbers_in_katakana_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    requested = []

    class Cutlet:
        def __call__(self, text: str) -> tuple[str, None]:
            requested.append(text)
            return "a ɴ", None

    from types import ModuleType  # noqa: PLC0415 - a module that stands for misaki's

    from wyoming_kokoro.pronounce.extra_pronouncers import extra_pronouncer  # noqa: PLC0415 - as above

    module = ModuleType("misaki.cutlet")
    module.Cutlet = Cutlet  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "misaki.cutlet", module)
    extra_pronouncer.cache_clear()
    pronouncer = extra_pronouncer("ja")
    extra_pronouncer.cache_clear()
    assert pronouncer is not None and not isinstance(pronouncer, str)
    assert pronouncer.word("一月二十日") == "aɴ aɴ"
    assert requested == ["イチガツ", "ハツカ"]
