"""What /health says of where Wyoming clients are served."""

from wyoming_kokoro.app import _shown


def test_where_a_socket_lies_on_this_machine_is_not_told() -> None:
    assert _shown(["tcp://0.0.0.0:10200", "unix:///run/kokoro", "tcp://[::1]:10200"]) == (
        "tcp://0.0.0.0:10200",
        "tcp://[::1]:10200",
    )
