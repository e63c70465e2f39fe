"""Splits words that no lexicon has into words that it has: lightstrip, undocked, and names such as Ashworth."""

from collections.abc import Callable, Mapping

_SHORTEST = 4
"""Letters; shorter words are found in other words by chance."""
_SHORTEST_NAME = 3
_NO_FIRST_HALVES = frozenset(
    """
    aero anti arch auto contra counter electro fore hydro hyper infra inter intra macro mega meta micro mini mono multi
    nano neuro onto over para photo poly post proto pseudo radio retro self semi super tele thermo trans ultra under
    """.split()
)
_NO_LAST_HALVES = frozenset(
    "able ably ally ance ation fully gist hood ible less ment ness otic ship some tony tress ward wards wise".split()
)
"""Prefixes and suffixes that are words too: "commendable" is no kind of "able". The guesser knows how they sound."""
_LONGEST = 40
"""Letters; longer ones are not words, and splitting them would take time for nothing."""

NAME_ENDINGS: Mapping[str, str] = dict(
    pair.split(":")
    for pair in """
    berg:bˌɜɹɡ borough:bˌɜɹO bridge:bɹˌɪʤ brook:bɹˌʊk burg:bˌɜɹɡ burgh:bˌɜɹɡ bury:bˌɛɹi chester:ʧˌɛstəɹ church:ʧˌɜɹʧ
    combe:kum creek:kɹˌik dale:dˌAl field:fˌild ford:fəɹd gate:ɡˌAt ham:əm haven:hˌAvən hill:hˌɪl house:hˌWs
    hurst:hˌɜɹst lake:lˌAk land:lənd man:mən mere:mˌɪɹ minster:mˌɪnstəɹ mouth:məθ port:pˌɔɹt ridge:ɹˌɪʤ shire:ʃəɹ
    side:sˌId smith:smˌɪθ son:sən stead:stˌɛd stein:stˌIn stone:stˌOn thorpe:θˌɔɹp ton:tən town:tˌWn view:vjˌu
    ville:vˌɪl water:wˌɔTəɹ well:wˌɛl wick:wˌɪk wood:wˌʊd worth:wəɹθ wright:ɹˌIt
    """.split()
)
"""The last parts of English names and how Americans say them there, mostly with a weak vowel."""
_LONGEST_ENDING = max(map(len, NAME_ENDINGS))


def compound_halves(
    word: str, is_known: Callable[[str], bool], is_known_last: Callable[[str], bool]
) -> tuple[str, str] | None:
    """The two known words that an unknown word is made of, those of the most equal length if there are several."""
    if not 2 * _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return None
    middle = len(word) / 2
    cuts = sorted(range(_SHORTEST, len(word) - _SHORTEST + 1), key=lambda cut: abs(cut - middle))
    halves = ((word[:cut], word[cut:]) for cut in cuts)
    possible = ((one, two) for one, two in halves if one not in _NO_FIRST_HALVES and two not in _NO_LAST_HALVES)
    return next(((one, two) for one, two in possible if is_known(one) and is_known_last(two)), None)


def name_halves(name: str, is_known: Callable[[str], bool]) -> tuple[str, str] | None:
    """The known word or name that a name begins with and the part of names that it ends in, the longest such part."""
    small = name.lower()
    for length in range(min(_LONGEST_ENDING, len(name) - _SHORTEST_NAME), 2, -1):
        first, last = name[:-length], small[-length:]
        if last in NAME_ENDINGS and is_known(first):
            return first, last
    return None
