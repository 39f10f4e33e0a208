"""HTML parse mode over any text: never anything but a result or Telegram's refusal."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.botapi.errors import ApiError
from sandbox.botapi.html import checked_url, parse_html, utf16_length
from sandbox.botapi.text import formatted

TAGS = ["<b>", "</b>", "<i>", "</i>", "<pre>", "</pre>", '<code class="language-py">', "</code>"]
LINKS = ['<a href="https://a.ru">', "</a>", "<blockquote expandable>", "</blockquote>", "</>"]
SCRAPS = ["<", ">", "&", "&lt;", "&#128512;", "&nbsp;", "я", "😀", " ", "\n", '"', "=", "</"]
PIECES = st.sampled_from([*TAGS, *LINKS, *SCRAPS])


def units(text: str, offset: int, length: int) -> str:
    """A slice of a text by UTF-16 units."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


@given(st.text())
def test_an_escaped_text_comes_back(text: str):
    assert parse_html(escape(text)) == (text, [])


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_entity_covers_what_was_marked(before: str, marked: str):
    text, (entity,) = parse_html(f"{escape(before)}<b>{escape(marked)}</b>!")
    assert text == f"{before}{marked}!"
    assert units(text, entity["offset"], entity["length"]) == marked


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_soup_is_parsed_or_refused(soup: str):
    try:
        text, entities = formatted(soup, "HTML", None)
    except ApiError as refused:
        assert refused.code == 400
        assert refused.description.startswith("Bad Request: can't parse entities: ")
        return
    assert text == text.rstrip()
    for entity in entities:
        assert entity["offset"] >= 0
        assert 0 < entity["length"] <= utf16_length(text) - entity["offset"]


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<b>а<i>б</i></b>", ["bold", "italic"]),
        ('<pre><code class="language-python">x</code></pre>', ["pre"]),
        ('<code class="language-python">x</code>', ["code"]),
        ("<blockquote expandable>x</blockquote>", ["expandable_blockquote"]),
        ('<span class="tg-spoiler">x</span>', ["spoiler"]),
        ("<B>x</b>", ["bold"]),
        ("<b>x</>", ["bold"]),
        ('<a href="localhost">x</a>', []),
        ("<a>a.ru</a>", ["text_link"]),
        ("a.ru", ["url"]),
        ("<code>a.ru</code>", ["code"]),
        ("<b>a.ru</b> x@y.ru @maria #план /help", ["bold", "url", "email", "mention", "hashtag"]),
        ("<b> </b>x", ["bold"]),
        ("x<b> </b>", []),
    ],
)
def test_entities_are_those_of_telegram(html: str, kinds: list[str]):
    _, entities = formatted(html, "HTML", None)
    assert [entity["type"] for entity in entities][: len(kinds)] == kinds
    assert len(entities) == len(kinds) + ("/help" in html)


def test_the_language_of_a_program_is_kept():
    _, (entity,) = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entity == {"type": "pre", "language": "python", "offset": 0, "length": 1}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.ru", "https://a.ru/"),
        ("a.ru/x", "http://a.ru/x"),
        ("http://localhost/x", None),
        ("http://a b.ru", None),
        ("javascript:alert(1)", None),
        ("tg://user?id=1", "tg://user?id=1"),
        ("http://[::1]/", "http://[::1]/"),
    ],
)
def test_links_are_read_as_telegram_reads_them(url: str, kept: str | None):
    assert checked_url(url) == kept
