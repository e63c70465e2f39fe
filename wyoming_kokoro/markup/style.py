"""How a part of a text is spoken, relative to what surrounds it."""

from typing import NamedTuple

from wyoming_kokoro.speech import Delivery, Treatment


class Style(NamedTuple):
    """How content is spoken, relative to what surrounds it."""

    delivery: Delivery = Delivery()
    treatment: Treatment = Treatment()

    def within(self, outer: "Style") -> "Style":
        """Return this style inside another one."""
        return Style(self.delivery.relative_to(outer.delivery), self.treatment.relative_to(outer.treatment))
