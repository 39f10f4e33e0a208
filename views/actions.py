"""What a button says: a short verb and the ids it is about, in at most 64 bytes.

Stateless: it works after a restart and a year later; rights are checked at every press.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

LONGEST_ID = 18  # digits that fit any database's integer
LIMIT_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data


@unique
class Verb(StrEnum):
    """Every action a button can name; short, for the wire."""

    DONE = "d"
    PARTLY = "p"
    IN_PROGRESS = "w"
    NEED_HELP = "h"
    UNDO = "u"
    CARD = "c"
    MINE = "m"
    ATTACH = "a"
    MY_DATES = "i"
    BANK = "ib"
    PRACTICE = "ic"
    PRACTICE_FILE = "if"
    FIND_PRACTICE = "iq"
    OFFER = "in"
    OFFER_THIS = "im"
    OFFER_SUBJECT = "it"
    OFFER_SKIP = "is"
    PRACTICES_WAIT = "il"
    PUBLISH = "ip"
    RETURN_PRACTICE = "ir"
    MEND_PRACTICE = "ie"
    JOIN = "j"
    NOTICE_READ = "j1"
    CONSENT = "j2"
    SPEAK_AS = "j3"
    ASK_IN = "ja"
    ADMIT = "jt"
    ADMIT_NEW = "jn"
    TURN_AWAY = "jx"
    PAST = "q"
    READ = "r"
    NOT_MINE = "n"
    NO_REASON = "nr"
    KEEP = "nk"
    TAKE = "nt"
    HELP_SKIP = "hs"
    ACCEPT = "ga"
    RETURN = "gr"
    DELEGATE = "gd"
    DELEGATE_TO = "gt"
    CLOSE = "gc"
    RULE = "gl"
    SET_RULE = "gs"
    SET_REVIEW = "gv"
    DESK = "k"
    NUDGE = "kn"
    HAND_ON = "kh"
    HAND_TO = "kt"
    FOR_THEM = "km"
    SAY_FOR = "ks"
    DONE_ON = "kd"
    CALL_OFF = "ko"
    OFF_YES = "ky"
    OFF_NO = "kx"
    EXTEND = "x"
    NOTHING = "0"
    EXTEND_TO = "xd"
    GRANT = "xg"
    BASIS = "xb"
    NO_PAPER = "xp"
    REFUSE = "xr"
    NO_GROUNDS = "xn"
    SNOOZE = "s"
    SNOOZE_TO = "s1"
    SNOOZE_MONTH = "s2"
    AWAY = "y"
    AWAY_TO = "y1"
    AWAY_PAGE = "y2"
    AWAY_WHO = "y3"
    BACK = "y4"
    IN_HOLIDAYS = "z"
    DESK_MENU = "t"
    ROADMAPS = "l"
    READ_AS = "la"
    READ_FOR = "lb"
    READ_NOT = "lj"
    DRAFT = "lc"
    DRAFT_BOOK = "lx"
    DRAFT_ASK = "lq"
    DRAFT_ANSWER = "ly"
    DRAFT_TYPE = "lz"
    DRAFT_UNDO = "l0"
    PARTIES = "lp"
    PARTY = "lo"
    PARTY_IS = "li"
    PARTY_PART = "lr"
    PARTY_NEW = "ln"
    ROADMAP_SCHOOLS = "ls"
    SCHOOL_IN = "lt"
    SCHOOLS_NEW = "lh"
    PREVIEW = "lv"
    PREVIEW_TEXT = "lw"
    TRY_ON_ME = "lm"
    LAUNCH = "ll"
    LAUNCH_YES = "lg"
    UNOWNED = "lu"
    ASSIGN = "le"
    ASSIGN_TO = "lf"
    DROP_DRAFT = "ld"
    DROP_YES = "lk"
    RUNNING = "b"
    CHANNEL = "cw"
    PAUSE = "bp"
    RESUME = "br"
    COMING = "f"
    COMING_TEXT = "f1"
    ATTACH_TO = "va"
    ATTACH_MORE = "vm"
    PAPERS = "vl"
    PAPER = "vg"
    REMOVE = "vr"
    REMOVE_YES = "vy"
    REMOVE_NO = "vn"
    KEEP_PICTURE = "vk"
    DETAILS = "e"
    FACT_ON = "ed"
    FACT_MONTH = "em"
    SAY_WHAT = "et"
    SAY_AMOUNT = "en"
    REOPEN = "er"
    NOT_RELEVANT = "ei"
    DROP = "eo"
    SCHOOL = "es"
    CALLS = "c1"
    CALL_CARD = "c3"
    MARK_HOW = "c4"
    MARK_WHEN = "c5"
    MARK_MONTH = "c6"
    MARK_SO = "c7"
    MARK_YES = "c8"
    PROMISED = "c9"
    PROMISED_ON = "ca"
    NOT_ANSWERED = "cb"
    PEOPLE = "o"
    PEOPLE_LIST = "ol"
    PEOPLE_FIND = "of"
    PERSON = "op"
    PERSON_EDIT = "oe"
    PERSON_ROLE = "or"
    PERSON_PLACES = "oo"
    PERSON_JOIN = "oj"
    PERSON_AWAY = "oy"
    PERSON_AWAY_TO = "oz"
    PERSON_AWAY_WHO = "ow"
    PERSON_BACK = "ob"
    PERSON_DROP = "od"
    INVITE = "oi"
    UNINVITE = "ox"
    INVITE_ALL = "oa"
    OFFICE = "os"
    OFFICE_EDIT = "ot"
    OFFICE_HEAD = "oh"
    OFFICE_ORDER = "ou"
    OFFICE_ADD = "og"
    OFFICE_DROP = "ok"
    NEW_ONE = "on"
    NEW_STEP = "oq"
    MERGE = "om"
    MERGE_YES = "ov"
    PEOPLE_LOAD = "o1"
    PEOPLE_SAME = "o2"
    PEOPLE_LEAVE = "o3"
    PEOPLE_BLANK = "o4"
    PEOPLE_SHEET = "o5"


@dataclass(frozen=True, slots=True)
class Action:
    """A verb with the person it speaks for and its subject ids."""

    verb: Verb
    person_id: int
    ids: tuple[int, ...] = ()

    def pack(self) -> str:
        """Callback data; ValueError past 64 bytes."""
        packed = ":".join([self.verb, str(self.person_id), *map(str, self.ids)])
        if len(packed.encode()) > LIMIT_BYTES:
            raise ValueError(packed)
        return packed


def _is_id(text: str) -> bool:
    return text.isdigit() and len(text) <= LONGEST_ID


def unpack(data: str) -> Action | None:
    """The action in callback data, or None for anything else."""
    verb, *numbers = data.split(":")
    if verb not in set(Verb) or not numbers or not all(_is_id(n) for n in numbers):
        return None
    person, *ids = map(int, numbers)
    return Action(Verb(verb), person, tuple(ids))
