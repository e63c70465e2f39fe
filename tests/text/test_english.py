"""English number words, and readings of rare writings."""

import pytest

from wyoming_kokoro.text import Locale, read
from wyoming_kokoro.text.en.calendar import spoken_year
from wyoming_kokoro.text.en.letters import is_pronounceable
from wyoming_kokoro.text.en.numbers import LONGEST, amount, cardinal, fraction, number, ordinal, pairs, year

AMERICAN = Locale("en-US")
BRITISH = Locale("en-GB")


@pytest.mark.parametrize(
    ("value", "american", "british"),
    [
        (0, "zero", "zero"),
        (19, "nineteen", "nineteen"),
        (-42, "minus forty two", "minus forty two"),
        (100, "one hundred", "one hundred"),
        (101, "one hundred one", "one hundred and one"),
        (1_000, "one thousand", "one thousand"),
        (1_007, "one thousand seven", "one thousand and seven"),
        (1_100, "one thousand one hundred", "one thousand one hundred"),
        (1_000_012, "one million twelve", "one million and twelve"),
        (12_000_345, "twelve million three hundred forty five", "twelve million three hundred and forty five"),
        (10**63, "one vigintillion", "one vigintillion"),
        (10**66, " ".join(["one", *["zero"] * 66]), " ".join(["one", *["zero"] * 66])),
    ],
)
def test_cardinals(value: int, american: str, british: str) -> None:
    assert cardinal(value, AMERICAN) == american
    assert cardinal(value, BRITISH) == british


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (0, "zeroth"),
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (32, "thirty second"),
        (100, "one hundredth"),
        (1_000_001, "one million first"),
    ],
)
def test_ordinals(value: int, spoken: str) -> None:
    assert ordinal(value, AMERICAN) == spoken


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (900, "nine hundred"),
        (1000, "one thousand"),
        (1005, "ten oh five"),
        (1492, "fourteen ninety two"),
        (1700, "seventeen hundred"),
        (2000, "two thousand"),
        (2005, "two thousand five"),
        (2020, "twenty twenty"),
        (2100, "twenty one hundred"),
        (12_000, "twelve thousand"),
    ],
)
def test_years(value: int, spoken: str) -> None:
    assert year(value, AMERICAN) == spoken


def test_years_of_two_digits_have_their_century() -> None:
    assert [spoken_year(written, AMERICAN) for written in ("00", "07", "49", "50", "1812")] == [
        "two thousand",
        "oh seven",
        "twenty forty nine",
        "nineteen fifty",
        "eighteen twelve",
    ]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("7", "seven"),
        ("05", "zero five"),
        ("42", "forty two"),
        ("305", "three oh five"),
        ("1428", "fourteen twenty eight"),
        ("1200", "twelve hundred"),
        ("3000", "three thousand"),
        ("90210", "nine zero two one zero"),
    ],
)
def test_house_numbers_are_read_in_pairs(written: str, spoken: str) -> None:
    assert pairs(written) == spoken


def test_fractions_and_amounts() -> None:
    assert fraction(1, 2, AMERICAN) == "one half"
    assert fraction(3, 2, AMERICAN) == "three halves"
    assert fraction(5, 1, AMERICAN) == "five over one"
    assert fraction(2, 21, AMERICAN) == "two over twenty one"
    assert amount("½", AMERICAN) == "one half"
    assert amount("3¾", AMERICAN) == "three and three quarters"
    assert amount("2 1/2", AMERICAN) == "two and a half"
    assert amount("7/8", AMERICAN) == "seven eighths"
    assert number("1,234.05", AMERICAN) == "one thousand two hundred thirty four point zero five"
    assert number("9" * (LONGEST + 1), AMERICAN) == " ".join(["nine"] * (LONGEST + 1))


@pytest.mark.parametrize("small", ["nasa", "kokoro", "strength", "thumb", "yes"])
def test_what_looks_like_english_is_pronounceable(small: str) -> None:
    assert is_pronounceable(small)


@pytest.mark.parametrize("small", ["tsla", "mqtt", "hdmi", "ab", "asdf", "espn"])
def test_what_does_not_look_like_english_is_spelled(small: str) -> None:
    assert not is_pronounceable(small)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("12a Maple St, 12A Maple St", "twelve A Maple street twelve A Maple street"),
        ("It was 1/2/00.", "It was January second two thousand"),
        ("Key: 7B-2F9K", "Key seven B two F nine K"),
        (
            "data2024@example.com and a9000@example.com",
            "data twenty twenty four at example dot com and A nine thousand at example dot com",
        ),
        ("'tis'", "tis"),
        ("2024-13-45 10:00", "two thousand twenty four thirteen forty five ten o'clock"),
        ("may 2000 was hot", "may two thousand was hot"),
        ("May beautiful 2010", "May beautiful twenty ten"),
        ("1999-00 and 2010-05", "nineteen ninety nine to two thousand and two thousand ten to zero five"),
        ("2000-1990", "two thousand to one thousand nine hundred ninety"),
        ("march-april", "march april"),
        ("1 3/2 cups", "one and three halves cups"),
        ("one and 1/2", "one and a half"),
        ("PLEASE CALL US NOW", "PLEASE CALL US NOW"),
        ("SHH", "S H H"),
        ("0.3‰", "zero point three per thousand"),
        ("5x7 qq", "five by seven qq"),
        ("x-5-kg", "x five kg"),
        ("BP 120/80 mmHg", "B P one hundred twenty over eighty millimeters of mercury"),
        ("$5 to 6 people", "five dollars to six people"),
        ("€1.234.567", "one million two hundred thirty four thousand five hundred sixty seven euros"),
        ("10²", "ten squared"),
        ("20 °c", "twenty degrees Celsius"),
        ("s/he", "she or he"),
        ("1.02.3", "one point zero two point three"),
        ("13:30-14 pm", "thirteen thirty to fourteen P M"),
        ("23 to 14 am", "twenty three to fourteen am"),
        ("1h 2h", "one hour two hours"),
        ("https://@@@", "https at at at"),
        ("#FF8800", "hash F F eight eight zero zero"),
        ("&quot;yes&quot;", "yes"),
        ("say \N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}t\N{LATIN SMALL LETTER E}", "say \u00e9te"),
        ("soft\N{SOFT HYPHEN}ware", "software"),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO} \N{FULLWIDTH LATIN CAPITAL LETTER Q}", "twelve Q"),
        ("\N{ARABIC-INDIC DIGIT THREE} times", "three times"),
    ],
)
def test_rare_writings_are_read(written: str, spoken: str) -> None:
    spans = read(written, AMERICAN)
    assert " ".join(word for span in spans for word in span.spoken.split() if word[0].isalnum()) == spoken.strip()


@pytest.mark.parametrize(
    "around",
    [
        *(
            "{}",
            "${}",
            "€{} USD",
            "{}th",
            "{}%",
            "{}F",
            "{}K",
            "{}A",
            "{}.5M",
            "{} km",
            "1/{}",
            "{}/2",
            "{}k",
            "Room {}",
            "-{}",
        ),
        *(
            "code {}",
            "{}:30",
            "{}h 5m",
            "x^{}",
            "10⁵",
            "{} x {}",
            "{}-{}",
            "#{}",
            "v{}",
            "v1.{}.3",
            "1.{}",
            "{}s",
            "{}s and",
            "{}e-5",
        ),
        *(
            "Jan {}",
            "{} Jan",
            "in {}",
            "{} BC",
            "Louis {}",
            "I-{}",
            "S{}E5",
            "{} 000",
            "+{}",
            "{}+",
            "{}¢",
            "{}°",
            "{}'10",
            "{}½",
        ),
    ],
)
def test_numbers_of_any_length_are_read(around: str) -> None:
    text = around.replace("{}", "7" * 5000)
    assert any(span.spoken for span in read(text, AMERICAN))
