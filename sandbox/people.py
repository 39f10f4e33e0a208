"""The people of the sandbox: who can be written to, on Telegram and by email."""

from __future__ import annotations

from dataclasses import dataclass


class UnknownPersonError(LookupError):
    """Nobody in the sandbox has this number."""

    def __init__(self, person_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account (`id`) and perhaps a mailbox; `note` is shown beside."""

    id: int
    name: str
    username: str | None = None
    email: str | None = None
    note: str | None = None
    active: bool = True


class People:
    """Everybody who exists here, by Telegram id."""

    def __init__(self) -> None:
        self._people: dict[int, Person] = {}

    def put(self, person: Person) -> None:
        """Add a person, or replace the one with the same id."""
        self._people[person.id] = person

    def find(self, person_id: int) -> Person | None:
        """The person with that id, if any."""
        return self._people.get(person_id)

    def get(self, person_id: int) -> Person:
        """The person with that id, or UnknownPersonError."""
        person = self._people.get(person_id)
        if person is None:
            raise UnknownPersonError(person_id)
        return person

    def all(self) -> list[Person]:
        """Everybody, in the order they were added."""
        return list(self._people.values())
