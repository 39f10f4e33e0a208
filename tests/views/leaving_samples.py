"""What is said about those who come and go, and about personal data, for the general checks."""

from __future__ import annotations

from collections.abc import Callable

from channels.message import Attachment, Message
from tests.views.samples import EVIL, TODAY, line
from views import appointments, come_and_go, leaving, personal_data, replacing, successors
from views.leaving import Activity
from views.people_desk import Listed
from views.speech import Speech
from views.successors import For, Subject, Theirs

MANY = 2**31
WHO = Subject(For.LEAVING, MANY, EVIL)
OFFICE = Subject(For.HEAD, MANY, EVIL)
ONE = Listed(MANY, EVIL)
THEIRS = Theirs(5, 21, 2, 1, 11)
ACTIVITY = Activity(MANY, 17, EVIL, MANY, EVIL)
FILE = Attachment("0" * 64, "personal-data-7.zip", "application/zip")
TAKEN = [(n, line(assignment_id=n, roadmap_id=n, roadmap=EVIL)) for n in range(1, 6)]

LEAVING: dict[str, Callable[[Speech], Message]] = {
    "who takes over": lambda s: successors.choose(WHO, THEIRS, [ONE] * 30, 1, MANY, s),
    "who takes over, typed": lambda s: successors.choose(WHO, THEIRS, [], 0, MANY, s, found=True),
    "who is the head": lambda s: successors.choose(
        OFFICE, Theirs(), [ONE] * 30, 0, MANY, s, former=EVIL
    ),
    "leaving": lambda s: leaving.leaving(WHO, THEIRS, ONE, [ACTIVITY] * 30, [EVIL] * 3, MANY, s),
    "leaving, nothing open": lambda s: leaving.leaving(WHO, Theirs(), None, [], [], MANY, s),
    "sharing out": lambda s: leaving.share_out(WHO, MANY, [ACTIVITY] * 30, 1, MANY, s),
    "one activity": lambda s: leaving.choose_for_one(WHO, MANY, ACTIVITY, [ONE] * 30, 1, MANY, s),
    "left": lambda s: leaving.left(WHO, {EVIL: 21, "Б": 1}, [ONE] * 3, ONE, MANY, s),
    "left already": lambda s: leaving.left_already(WHO, TODAY, s),
    "a new head": lambda s: replacing.new_head(OFFICE, ONE, ONE, THEIRS, MANY, s),
    "a first head": lambda s: replacing.new_head(OFFICE, ONE, None, Theirs(), MANY, s),
    "stands in until": lambda s: replacing.until(OFFICE, ONE, ONE, TODAY, TODAY, MANY, s),
    "head changed": lambda s: replacing.head_changed(
        OFFICE, ONE, ONE, 5, MANY, s, acting=True, invite=True
    ),
    "head already": lambda s: replacing.already_head(OFFICE, ONE, MANY, s),
    "somebody new": lambda s: successors.ask_new(OFFICE, s),
    "nobody new": successors.not_a_person,
    "perhaps known": lambda s: successors.perhaps_known(WHO, EVIL, [ONE] * 5, MANY, s),
    "goodbye": lambda s: come_and_go.goodbye(EVIL, [EVIL] * 3, s, had_work=True),
    "head no more": lambda s: come_and_go.not_head_now(EVIL, EVIL, 3, s, acting=False),
    "acting head": lambda s: come_and_go.not_head_now(EVIL, EVIL, 3, s, acting=True),
    "taken over": lambda s: successors.headed_list(
        come_and_go.you_take_over(EVIL, s), appointments.appointment(TAKEN, MANY, s, hidden=3)
    ),
    "head now": lambda s: successors.headed_list(
        come_and_go.you_head(EVIL, EVIL, s, acting=False),
        appointments.appointment(TAKEN[:1], MANY, s),
    ),
    "own data": lambda s: personal_data.own(EVIL, [EVIL] * 9, MANY, s),
    "somebody's data": lambda s: personal_data.of_person(MANY, EVIL, MANY, s),
    "a copy": lambda s: personal_data.ready(EVIL, FILE, 3, s),
    "not erased yet": lambda s: personal_data.must_be_taken_over(MANY, EVIL, [EVIL] * 30, MANY, s),
    "erase?": lambda s: personal_data.sure(MANY, EVIL, MANY, s, again=False),
    "erase, sure?": lambda s: personal_data.sure(MANY, EVIL, MANY, s, again=True),
    "erased": lambda s: personal_data.erased(EVIL, MANY, s),
}
