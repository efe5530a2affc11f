"""How wide text is: laws, which a browser holds against real letters in tests/browser/."""

from hypothesis import given
from hypothesis import strategies as st

from kzclaims.export.timeline.text_width import breadth, is_strange, shortened, wrapped

texts = st.text("жщwiЙй ё—汉é\U0001f469", max_size=80)


@given(texts, st.floats(15, 500))
def test_what_is_shortened_has_room_and_is_the_beginning(text: str, room: float) -> None:
    short = shortened(text, room, 13)
    assert breadth(short, 13) <= room + 0.001
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(texts, st.floats(20, 500))
def test_lines_have_room_and_lose_nothing(text: str, room: float) -> None:
    lines = wrapped(text, room, 13)
    assert all(breadth(line, 13) <= room + 0.001 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_strange_letters_are_known_as_such() -> None:
    assert not is_strange("Қазақстан, «ёлка» — 2023-11~ é 汉字")
    assert is_strange("नमस्ते")
    assert is_strange("\U0001f469")
    assert is_strange("\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}")
