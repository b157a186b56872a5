"""A notifier that puts every letter into a box, for tests to read."""

from civic.bootstrap import Platform
from civic.ports import Letter


class Postbox:
    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def deliver(self, letter: Letter) -> None:
        self.letters.append(letter)

    def of(self, platform: Platform) -> list[Letter]:
        """Bring out what waits, and return what came."""
        assert platform.delivery is not None
        before = len(self.letters)
        while platform.delivery.deliver_due():
            pass
        return self.letters[before:]
