# Finds the Pythons of this machine that can run the program; script/setup and script/smoke read this file.

# The oldest and the newest that are supported, and the best first: misaki, which pronounces Japanese and Chinese better
# than eSpeak NG, has no release for those after 3.12.
supported_pythons='3.11 to 3.14'
python_versions='3.12 3.11 3.13 3.14'
in_range='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))'

# Whether uv is there, and works.
has_uv() { command -v uv >/dev/null && uv --version >/dev/null 2>&1; }

# Every Python that might be suitable, the best first. A name on the PATH may be a shim of pyenv without a Python behind
# it, so each is tested by running it.
candidates() {
  local version name
  for version in $python_versions; do type -aP "python$version" || true; done
  for name in python3 python; do type -aP "$name" || true; done
  for version in $python_versions; do
    for name in "${PYENV_ROOT:-${HOME-}/.pyenv}/versions/$version".*/bin/python; do [ -x "$name" ] && echo "$name"; done
  done
  if has_uv; then
    uv python find --system --no-project --no-python-downloads --quiet '>=3.11,<3.15' 2>/dev/null || true
  fi
}

# Those that are suitable.
suitable() {
  local each
  candidates | while read -r each; do
    if "$each" -c "$in_range" 2>/dev/null </dev/null; then echo "$each"; fi
  done
}
