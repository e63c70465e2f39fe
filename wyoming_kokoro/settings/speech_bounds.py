"""How fast, high and loud speech may be, in settings and in requests. Imports nothing, so that all packages may."""

MIN_SPEED, MAX_SPEED = 0.25, 4
"""Beyond these, speech cannot be understood; OpenAI's API has the same bounds."""

MIN_PITCH, MAX_PITCH = -12, 12
"""Semitones: an octave down or up."""

MAX_VOLUME = 4
"""Times as loud as made; four times is 12 dB, which makes any quiet voice as loud as can be."""

MAX_REQUEST_NAME = 500
"""Characters of a name in a request: a blend of the most voices, and more."""
