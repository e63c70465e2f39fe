"""Gives up root: a container starts as root, which may own the data folder, and continues as another user."""

import os
import pwd
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wyoming_kokoro.atomic_write import PRIVATE_FOLDER
from wyoming_kokoro.errors import FileMistake, InvalidSettings
from wyoming_kokoro.settings.paths import Paths

USER = "WYOMING_KOKORO_USER"
"""The variable with the name of that user; the image sets it."""


def give_up_root(paths: Paths, environment: Mapping[str, str] = os.environ) -> None:
    """Make the folders belong to the user in the variable, and become that user; does nothing if not run by root.

    Raises InvalidSettings if there is no such user, or if the container may not change its user.
    """
    name = environment.get(USER)
    if not name or os.geteuid() != 0:
        return
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise InvalidSettings(FileMistake(USER, f"there is no user {name}")) from None
    for folder in paths.folders:
        give_to_user(folder, user.pw_uid, user.pw_gid)
    try:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    except PermissionError as error:
        what = f"this container may not change its user; start it as that user: --user {user.pw_uid}:{user.pw_gid}"
        raise InvalidSettings(FileMistake(USER, what)) from error


def give_to_user(folder: Path, user: int, group: int) -> None:
    """Make everything in a folder belong to a user; links are not followed, and errors are ignored.

    The Supervisor writes an add-on's options again at every start, and restores backups, as root.
    """
    with suppress(OSError):
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    # From the bottom up: root without further rights may not read what belongs to the user already.
    for _, folders, files, place in os.fwalk(folder, topdown=False):
        for name in (*folders, *files):
            with suppress(OSError):
                os.chown(name, user, group, dir_fd=place, follow_symlinks=False)
    with suppress(OSError):
        os.chown(folder, user, group)
