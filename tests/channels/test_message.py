"""Messages as data, and without their mark-up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.message import Button, Message

words = st.text(max_size=20)
messages = st.builds(
    Message,
    words,
    st.lists(st.lists(st.builds(Button, words, words), max_size=3).map(tuple), max_size=3).map(
        tuple
    ),
    st.none() | st.lists(st.lists(words, max_size=3).map(tuple), max_size=3).map(tuple),
    words,
    words,
    words,
)


@given(messages)
def test_a_message_comes_back_from_its_data(message: Message) -> None:
    assert Message.from_data(message.to_data()) == message


def test_what_says_nothing_is_left_out() -> None:
    assert Message("текст").to_data() == {"text": "текст"}


def test_plain_is_what_is_read() -> None:
    shown = Message('<b>Срок</b> &lt;завтра&gt; &amp; <a href="https://x">ссылка</a>').plain
    assert shown == "Срок <завтра> & ссылка"
