"""Listening: everywhere, on a free port for both families, and in place of a socket that was left behind."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from wyoming_kokoro.errors import ListenFailed
from wyoming_kokoro.listening import address, listen, listen_unix


@pytest.fixture
def opened() -> Iterator[list[socket.socket]]:
    """Sockets that are closed after the test."""
    sockets: list[socket.socket] = []
    yield sockets
    for each in sockets:
        each.close()


def test_the_address_of_a_unix_socket_is_a_unix_uri(opened: list[socket.socket], tmp_path: Path) -> None:
    path = tmp_path / "socket"
    opened.append(listen_unix(path))
    assert address(opened[0]) == f"unix://{path}"
    assert stat.S_ISSOCK(path.stat().st_mode)


async def test_an_empty_host_listens_at_every_address_on_one_port(opened: list[socket.socket]) -> None:
    opened += await listen("", 0)
    ports = {each.getsockname()[1] for each in opened}
    assert len(ports) == 1 and ports != {0}
    hosts = {each.family: each.getsockname()[0] for each in opened}
    assert hosts[socket.AF_INET] == "0.0.0.0"  # noqa: S104 -- that is what is asked for
    assert hosts.get(socket.AF_INET6, "::") == "::"


async def test_another_free_port_is_chosen_if_the_other_family_does_not_have_it(
    opened: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first port that IPv4 gets is taken for IPv6: another one must be found for both."""
    tried: list[int] = []
    bind = socket.socket.bind

    def taken_at_first(self: socket.socket, where: tuple[str, int]) -> None:
        bind(self, where)
        if self.family == socket.AF_INET6 and not tried:
            tried.append(self.getsockname()[1])
            raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket.socket, "bind", taken_at_first)
    opened += await listen("", 0)
    assert len({each.getsockname()[1] for each in opened}) == 1


async def test_a_port_in_use_is_an_error_of_one_line(opened: list[socket.socket]) -> None:
    opened += await listen("127.0.0.1", 0)
    port = opened[0].getsockname()[1]
    with pytest.raises(ListenFailed) as caught:
        await listen("127.0.0.1", port)
    assert str(caught.value) == f"Port {port} is taken: another program listens there already."
    assert address(opened[0]) == f"tcp://127.0.0.1:{port}"


async def test_a_port_in_use_on_one_address_leaves_no_other_bound(opened: list[socket.socket]) -> None:
    opened += await listen("127.0.0.1", 0)
    port = opened[0].getsockname()[1]
    with pytest.raises(ListenFailed):
        await listen("", port)
    opened.pop().close()
    opened += await listen("", port)


async def test_a_host_of_another_machine_is_an_error_of_one_line() -> None:
    with pytest.raises(ListenFailed, match=r"Cannot listen at 192\.0\.2\.7: "):
        await listen("192.0.2.7", 0)


async def test_an_invalid_host_is_an_error_of_one_line() -> None:
    with pytest.raises(ListenFailed, match=r"Cannot listen at 300\.1\.1\.1\.invalid: "):
        await listen("300.1.1.1.invalid", 0)


async def test_a_machine_without_ipv6_is_served(opened: list[socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    bind = socket.socket.bind

    def without_ipv6(self: socket.socket, where: tuple[str, int]) -> None:
        if self.family == socket.AF_INET6:
            raise OSError(99, "Cannot assign requested address")
        bind(self, where)

    monkeypatch.setattr(socket.socket, "bind", without_ipv6)
    opened += await listen("", 0)
    assert [each.family for each in opened] == [socket.AF_INET]


async def test_a_port_without_permission_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: socket.socket, _where: tuple[str, int]) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refused)
    with pytest.raises(ListenFailed, match=r"Cannot listen at 127\.0\.0\.1, port 80: Permission denied\."):
        await listen("127.0.0.1", 80)


def test_an_ipv6_address_is_written_in_brackets(opened: list[socket.socket]) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    listener = socket.socket(socket.AF_INET6)
    opened.append(listener)
    try:
        listener.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert address(listener) == f"tcp://[::1]:{listener.getsockname()[1]}"


def test_a_socket_file_of_a_killed_program_is_replaced(opened: list[socket.socket], tmp_path: Path) -> None:
    path = tmp_path / "socket"
    listen_unix(path).close()  # the file stays, as it does when a program is killed
    opened.append(listen_unix(path))
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))


def test_a_socket_in_use_is_left_alone(opened: list[socket.socket], tmp_path: Path) -> None:
    path = tmp_path / "socket"
    opened.append(listen_unix(path))
    with pytest.raises(ListenFailed, match="another program"):
        listen_unix(path)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))


def test_a_file_that_is_not_a_socket_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    path.write_text("precious")
    with pytest.raises(ListenFailed, match="other than a socket"):
        listen_unix(path)
    assert path.read_text() == "precious"


def test_a_missing_folder_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(ListenFailed, match="No such file or directory"):
        listen_unix(tmp_path / "nowhere" / "socket")
