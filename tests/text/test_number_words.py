"""Number words of each language, and readings of rare texts."""

import importlib

import pytest

from wyoming_kokoro.text import Locale, read
from wyoming_kokoro.text.common.words import MARKS

CARDINALS = [
    ("es", 0, "", "cero"),
    ("es", 1, "m", "un"),
    ("es", 21, "", "veintiuno"),
    ("es", 21, "m", "veintiún"),
    ("es", 31, "f", "treinta y una"),
    ("es", 100, "", "cien"),
    ("es", 101, "", "ciento uno"),
    ("es", 500, "f", "quinientas"),
    ("es", 21_000, "m", "veintiún mil"),
    ("es", 2_000_001, "", "dos millones uno"),
    ("es", 10**12, "", "un billón"),
    ("fr", 0, "", "zéro"),
    ("fr", 1, "f", "une"),
    ("fr", 16, "", "seize"),
    ("fr", 21, "", "vingt et un"),
    ("fr", 70, "", "soixante-dix"),
    ("fr", 77, "", "soixante-dix-sept"),
    ("fr", 81, "f", "quatre-vingt-une"),
    ("fr", 91, "", "quatre-vingt-onze"),
    ("fr", 201, "", "deux cent un"),
    ("fr", 80_000, "", "quatre-vingt mille"),
    ("fr", 2_000_000, "", "deux millions"),
    ("fr", 10**9, "", "un milliard"),
    ("it", 0, "", "zero"),
    ("it", 1, "f", "una"),
    ("it", 28, "", "ventotto"),
    ("it", 101, "", "cento uno"),
    ("it", 1000, "", "mille"),
    ("it", 2000, "", "duemila"),
    ("it", 10**6, "", "un milione"),
    ("it", 2 * 10**9, "", "due miliardi"),
    ("pt", 0, "", "zero"),
    ("pt", 22, "f", "vinte e duas"),
    ("pt", 101, "", "cento e um"),
    ("pt", 200, "f", "duzentas"),
    ("pt", 1100, "", "mil e cem"),
    ("pt", 10**6, "", "um milhão"),
    ("pt", 2345, "", "dois mil trezentos e quarenta e cinco"),
    ("de", 0, "", "null"),
    ("de", 1, "", "eins"),
    ("de", 1, "f", "eine"),
    ("de", 16, "", "sechzehn"),
    ("de", 21, "", "einundzwanzig"),
    ("de", 101, "m", "einhundert ein"),
    ("de", 1001, "", "eintausend eins"),
    ("de", 2_000_000, "", "zwei Millionen"),
    ("de", 10**6, "", "eine Million"),
]


@pytest.mark.parametrize(("language", "value", "gender", "spoken"), CARDINALS)
def test_cardinals(language: str, value: int, gender: str, spoken: str) -> None:
    assert importlib.import_module(f"wyoming_kokoro.text.{language}.numbers").cardinal(value, gender) == spoken


@pytest.mark.parametrize(
    ("language", "value", "spoken"),
    [
        ("hi", 99, "निन्यानबे"),
        ("hi", 100, "एक सौ"),
        ("hi", 10**7, "एक करोड़"),
        ("ja", 0, "零"),
        ("ja", 11_111, "一万千百十一"),
        ("ja", 10**8, "一億"),
        ("zh", 0, "零"),
        ("zh", 110, "一百一十"),
        ("zh", 20_200, "两万零二百"),
        ("zh", 10**8 + 1, "一亿零一"),
    ],
)
def test_eastern_cardinals(language: str, value: int, spoken: str) -> None:
    assert importlib.import_module(f"wyoming_kokoro.text.{language}.counting").cardinal(value) == spoken


ORDINALS = [
    ("es", 1, "f", "primera"),
    ("es", 13, "m", "decimotercero"),
    ("es", 33, "m", "trigésimo tercero"),
    ("es", 121, "m", "centésimo vigesimoprimero"),
    ("es", 2500, "m", "dosmilésimo quingentésimo"),
    ("es", 0, "m", "cero"),
    ("es", 10**6, "m", "un millón"),
    ("fr", 1, "f", "première"),
    ("fr", 5, "m", "cinquième"),
    ("fr", 80, "m", "quatre-vingtième"),
    ("fr", 1000, "m", "millième"),
    ("fr", 2_000_000, "m", "deux millionième"),
    ("it", 1, "f", "prima"),
    ("it", 16, "m", "sedicesimo"),
    ("it", 23, "m", "ventitreesimo"),
    ("it", 1000, "m", "millesimo"),
    ("it", 2000, "m", "duemillesimo"),
    ("pt", 21, "f", "vigésima primeira"),
    ("pt", 999, "m", "noningentésimo nonagésimo nono"),
    ("pt", 1000, "m", "milésimo"),
    ("pt", 2000, "m", "dois mil"),
    ("de", 1, "m", "erster"),
    ("de", 7, "f", "siebte"),
    ("de", 20, "n", "zwanzigsten"),
    ("de", 101, "m", "einhundert erster"),
    ("de", 10**6, "f", "eine Millionste"),
]


@pytest.mark.parametrize(("language", "value", "gender", "spoken"), ORDINALS)
def test_ordinals(language: str, value: int, gender: str, spoken: str) -> None:
    assert importlib.import_module(f"wyoming_kokoro.text.{language}.numbers").ordinal(value, gender) == spoken


FRACTIONS = [
    ("es", 1, 2, "medio"),
    ("es", 3, 2, "tres medios"),
    ("es", 2, 3, "dos tercios"),
    ("es", 1, 31, "un treintaiunavo"),
    ("es", 5, 100, "cinco centésimos"),
    ("es", 1, 2000, "un dosmilésimo"),
    ("es", 1, 10**6, "un millonésimo"),
    ("es", 2, 345, "dos sobre trescientos cuarenta y cinco"),
    ("fr", 1, 2, "un demi"),
    ("fr", 2, 3, "deux tiers"),
    ("fr", 3, 4, "trois quarts"),
    ("fr", 1, 101, "un sur cent un"),
    ("fr", 1, 1, "un sur un"),
    ("it", 3, 2, "tre mezzi"),
    ("it", 2, 3, "due terzi"),
    ("it", 1, 1, "uno fratto uno"),
    ("pt", 1, 2, "meio"),
    ("pt", 3, 2, "três meios"),
    ("pt", 2, 3, "dois terços"),
    ("pt", 1, 12, "um doze avo"),
    ("pt", 1, 100, "um centésimo"),
    ("pt", 1, 1, "um sobre um"),
    ("de", 1, 2, "ein halb"),
    ("de", 3, 2, "drei halbe"),
    ("de", 3, 4, "drei Viertel"),
    ("de", 1, 20, "ein Zwanzigstel"),
    ("de", 1, 0, "ein Nulltel"),
    ("de", 2, 1, "zwei Eintel"),
]


@pytest.mark.parametrize(("language", "top", "bottom", "spoken"), FRACTIONS)
def test_fractions(language: str, top: int, bottom: int, spoken: str) -> None:
    assert importlib.import_module(f"wyoming_kokoro.text.{language}.numbers").fraction(top, bottom) == spoken


RARE = [
    # Groups of three after a leading zero, and a fraction after what another rule has claimed, once raised an error.
    ("es", "051.000.000", "cero cinco uno cero cero cero cero cero cero"),
    ("de", "051.000.000", "null fünf eins null null null null null null"),
    ("fr", "#MaisonVerte ½B", "hashtag Maison Verte un demi octet"),
    ("pt", "@ana ½kg", "arroba A N A meio quilograma"),
    ("es", "12:00 p.m.", "doce del mediodía"),
    ("es", "11:15 p. m.", "once y cuarto de la noche"),
    ("es", "41.ᵉʳ", "cuadragésimo primer"),
    ("es", "1.º de mayo", "primero de mayo"),
    ("es", "el 1.º premio", "el primer premio"),
    ("es", "0.º", "cero . º"),
    ("es", "31/31/2020", "treinta y uno barra treinta y uno barra dos mil veinte"),
    ("es", "10-5 €", "diez a cinco euros"),
    ("es", "-2,5 millones", "menos dos coma cinco millones"),
    ("es", "2 1/3 km", "dos y un tercio de kilómetro"),
    ("es", "1/0 km", "uno barra cero km"),
    ("es", "~5 km", "unos cinco kilómetros"),
    ("es", "$0,001", "cero coma cero cero un dólares"),
    ("es", "#Año2024", "hashtag Año dos mil veinticuatro"),
    ("es", "99.co", "noventa y nueve . co"),
    ("es", "Felipe IIII", "Felipe IIII"),
    ("es", "siglo IIII", "siglo IIII"),
    ("es", "mqtt://casa.local", "M Q T T dos puntos barra barra casa punto local"),
    ("es", "999.1.1.1", "novecientos noventa y nueve punto uno punto uno punto uno"),
    ("es", "7x²", "siete x al cuadrado"),
    ("es", "10⁵", "diez elevado a cinco"),
    ("es", "2⁻²", "dos elevado a menos dos"),
    ("es", "12,121212", "doce coma doce doce doce"),
    ("fr", "14:05:09", "quatorze heures cinq minutes et neuf secondes"),
    ("fr", "2:00:01", "deux heures zéro minute et une seconde"),
    ("fr", "Élisabeth Ire", "Élisabeth première"),
    ("fr", "l'A6", "l'A six"),
    ("it", "3:30 pm", "tre e trenta minuti di pomeriggio"),
    ("it", "5:00 am", "cinque di mattina"),
    ("it", "1 psicologo e 1 foto", "uno psicologo e una foto"),
    ("it", "1 e mezzo", "uno e mezzo"),
    ("pt", "3:30 pm", "três horas e trinta da tarde"),
    ("pt", "9:00 pm", "nove horas da noite"),
    ("pt", "9:00 am", "nove horas da manhã"),
    ("de", "17:15:26", "siebzehn Uhr fünfzehn Minuten und sechsundzwanzig Sekunden"),
    ("de", "die 3. und 4. Reihe", "die dritte und vierte Reihe"),
    ("de", "am 1./2. Mai", "am ersten zweiten Mai"),
    ("de", "der 0. Tag", "der null . Tag"),
    ("de", "zum 121sten Mal", "zum einhundert einundzwanzigsten Mal"),
    ("de", "5 × 1 1/2 h", "fünf mal ein einhalb Stunden"),
    ("hi", "¾ और 1¼", "तीन चौथाई और सवा"),
    ("hi", "2¾", "पौने तीन"),
    ("hi", "10-5", "दस पाँच"),
    ("hi", "₹0.50", "पचास पैसे"),
    ("hi", "45th", "पैंतालीस th"),
    ("hi", "कॉल करो 12-34", "कॉल करो बारह से चौंतीस"),
    ("ja", "1/0", "一 零"),
    ("ja", "-√1/2", "マイナスルート二分の一"),
    ("ja", "9:99", "九対九十九"),
    ("zh", "1/0", "一 零"),
    ("zh", "12-31", "十二到三十一"),
    ("zh", "3‰", "千分之三"),
    ("zh", "13:10:05 PM", "十三点十分五秒"),
]


@pytest.mark.parametrize(("language", "written", "spoken"), RARE)
def test_rare_texts_are_read_too(language: str, written: str, spoken: str) -> None:
    words = " ".join(span.spoken for span in read(written, Locale(language)) if span.spoken).split()
    assert [word for word in words if word not in MARKS] == [word for word in spoken.split() if word not in MARKS]


@pytest.mark.parametrize(
    ("language", "written", "parts"),
    [
        ("en-US", "Say 今日は2024年5月31日です now", [("今日は 二千二十四年五月三十一日 です", "ja-JP")]),
        ("en-US", "It is ५ बजे or ४५", [("पाँच बजे", "hi-IN"), ("पैंतालीस", "hi-IN")]),
        ("en-US", "价格是25%左右 today", [("价格是 百分之二十五 左右", "zh-CN")]),
        ("es-ES", "Abre YouTube en el iPhone 15", [("YouTube", "en-US"), ("iPhone", "en-US")]),
        ("zh-CN", "「ありがとう」是谢谢", [("ありがとう", "ja-JP")]),
        ("ja-JP", "[Home Assistant](https://www.example.com)を開く", [("Home Assistant", "en-US")]),
        ("hi-IN", "AC 24 पर और Wi-Fi चालू", [("A C", "en-US"), ("Wi-Fi", "en-US")]),
        ("de-DE", "Er sagte привет 5 раз", [("привет 5 раз", "ru-RU")]),
    ],
)
def test_each_part_of_a_mixed_text_is_read_by_its_own_language(
    language: str, written: str, parts: list[tuple[str, str]]
) -> None:
    found: list[tuple[str, str]] = []
    before = None
    for span in read(written, Locale(language)):
        if span.language and before == span.language:
            found[-1] = (f"{found[-1][0]} {span.spoken}", span.language)
        elif span.language:
            found.append((span.spoken, span.language))
        before = span.language
    assert found == parts


def test_code_with_words_of_another_script_is_left_out_whole() -> None:
    spans = read("Try:\n```\n# 你好\nprint(1)\n```\nDone.", Locale("en-US"))
    assert " ".join(span.spoken for span in spans if span.spoken) == "Try : Done ."
