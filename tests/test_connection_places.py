"""Which connection makes room for a new one."""

import pytest

from wyoming_kokoro.connection_places import Place, owner_of, room_for

HERE, THERE = "192.168.1.2", "192.168.1.3"


def _served(owner: str, number: int) -> dict[str, Place]:
    return {f"{owner} {at}": Place(owner, None, None) for at in range(number)}


def test_an_address_takes_its_share_and_no_more() -> None:
    places = _served(THERE, 5)
    assert room_for(f"{THERE} 4", places, 8, 0.5, 0) == f"{THERE} 4"
    places = _served(THERE, 4) | _served(HERE, 4)
    assert room_for(f"{HERE} 3", places, 8, 0.5, 0) is None


def test_above_the_limit_the_one_idle_for_longest_makes_room() -> None:
    places = _served(THERE, 2) | {"a": Place(HERE, 2.0, None), "b": Place(HERE, 1.0, None)}
    assert room_for(f"{THERE} 1", places, 3, 1, 5) == "b"
    assert room_for("a", places, 3, 1, 5) == "b"


def test_an_address_at_its_share_makes_room_among_its_own() -> None:
    places = {"old": Place(HERE, 1.0, None), "own": Place(THERE, 2.0, None), "newest": Place(THERE, 3.0, None)}
    assert room_for("newest", places, 2, 0.5, 5) == "own"


def test_a_silent_stream_makes_room_when_none_is_idle() -> None:
    places = _served(HERE, 2) | {"stream": Place(HERE, None, 4.0), "newest": Place(THERE, None, None)}
    assert room_for("newest", places, 3, 1, 5) == "stream"
    assert room_for("newest", places, 3, 1, 3) == "newest"


def test_the_address_with_the_most_silent_streams_makes_room_first() -> None:
    many = {f"{THERE} {at}": Place(THERE, None, 3.0) for at in range(4)}
    places = {"alone": Place(HERE, None, 1.0)} | many | {"newest": Place("10.0.0.1", None, None)}
    assert room_for("newest", places, 5, 1, 5) == f"{THERE} 0"


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("192.168.1.2", "192.168.1.2"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::2", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::1"),
        (None, None),
        ("", None),
    ],
)
def test_a_network_of_one_machine_counts_as_one_owner(address: str | None, owner: str | None) -> None:
    assert owner_of(address) == owner
