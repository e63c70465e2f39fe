"""What /health tells about the addresses of the Wyoming server."""

from wyoming_kokoro.app import network_addresses


def test_paths_of_sockets_on_this_machine_are_private() -> None:
    assert network_addresses(["tcp://0.0.0.0:10200", "unix:///run/kokoro", "tcp://[::1]:10200"]) == (
        "tcp://0.0.0.0:10200",
        "tcp://[::1]:10200",
    )
