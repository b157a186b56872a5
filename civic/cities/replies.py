"""Standard replies: words that a city has ready for steps that an office takes with words to the reporter.

They are data of the pack (`replies.toml`). An office puts one in and goes on writing; none is sent by itself.
"""

from dataclasses import dataclass

from civic.cities.names import Names

# Steps that an office takes with words to the reporter, as the workflow of cases names them.
STEPS = (
    *("answer", "schedule", "put_on_hold", "ask", "forward"),
    *("resolve", "decline", "mark_duplicate", "refuse_reopening"),
)
MOST_CHARACTERS = 4000  # as many as an answer may have


@dataclass(frozen=True, slots=True)
class Reply:
    """Words for some steps, on cases of some services or, where none is named, of all."""

    code: str
    names: Names
    words: Names
    steps: tuple[str, ...]
    services: tuple[str, ...] = ()

    def suits(self, step: str, service: str) -> bool:
        return step in self.steps and (not self.services or service in self.services)
