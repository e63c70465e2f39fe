"""Giving up root: a container begins as root, to whom its data folder may belong, and goes on as a user of its own."""

import os
import pwd
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wyoming_kokoro.errors import FileMistake, InvalidSettings
from wyoming_kokoro.settings import Paths

USER = "WYOMING_KOKORO_USER"
"""The variable that names the user to become; the image sets it."""


def give_up_root(paths: Paths, environment: Mapping[str, str] = os.environ) -> None:
    """Hand the folders over to the user that is named, and become that user for good; anybody but root stays."""
    name = environment.get(USER)
    if not name or os.geteuid() != 0:
        return
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise InvalidSettings(FileMistake(USER, f"there is no user {name}")) from None
    for folder in paths.folders:
        hand_over(folder, user.pw_uid, user.pw_gid)
    try:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    except PermissionError as error:
        what = f"this container may not change its user; start it as that user: --user {user.pw_uid}:{user.pw_gid}"
        raise InvalidSettings(FileMistake(USER, what)) from error


def hand_over(folder: Path, user: int, group: int) -> None:
    """Make everything in a folder belong to a user; links are not followed, and what cannot be changed stays.

    The Supervisor writes an add-on's options anew at every start, and restores backups, as root.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    # From the bottom up: what is handed over need not be readable for root without further rights.
    for _, folders, files, place in os.fwalk(folder, topdown=False):
        for name in (*folders, *files):
            with suppress(OSError):
                os.chown(name, user, group, dir_fd=place, follow_symlinks=False)
    with suppress(OSError):
        os.chown(folder, user, group)
