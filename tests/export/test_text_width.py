"""Laws of text widths; tests/browser/ compares them with real fonts."""

from hypothesis import given
from hypothesis import strategies as st

from kzclaims.export.text_width import has_unknown_width, shorten, text_width, wrap

texts = st.text("жщwiЙй ё—汉é\U0001f469", max_size=80)


@given(texts, st.floats(15, 500))
def test_a_shortened_text_fits_and_is_the_beginning(text: str, room: float) -> None:
    short = shorten(text, room, 13)
    assert text_width(short, 13) <= room + 0.001
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(texts, st.floats(20, 500))
def test_wrapped_lines_fit_and_keep_all_words(text: str, room: float) -> None:
    lines = wrap(text, room, 13)
    assert all(text_width(line, 13) <= room + 0.001 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_letters_of_unknown_width_are_recognised() -> None:
    assert not has_unknown_width("Қазақстан, «ёлка» — 2023-11~ é 汉字")
    assert has_unknown_width("नमस्ते")
    assert has_unknown_width("\U0001f469")
    assert has_unknown_width("\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}")
