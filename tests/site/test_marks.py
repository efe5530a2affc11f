"""Marks for what differs between the languages of a page."""

import pytest
from jinja2 import Environment
from markupsafe import Markup

from kzclaims.pages.environment import prepare
from kzclaims.pages.languages import NAMES, language
from kzclaims.site.marks import AllLanguages

HOSTILE = '<b title="">&\x07'
TEMPLATES = (
    "{{ _('Statements') }}",
    "{{ ngettext('%(shown)s statement', '%(shown)s statements', 5, shown=5000 | number) }}",
    "{{ ngettext('%(num)s statement', '%(num)s statements', 5) }}",
    "{% trans date='2023-11' | time %}published {{ date }}{% endtrans %}",
    "{{ _('Wikidata: %(item)s', item=hostile) }}",
    "{{ _('Wikidata: %(item)s', item=html) }}",
    "{{ none | word }}{{ 'direct' | word('kind') }}{{ hostile | word }}",
    "{{ '2023?' | date }} <i title=\"{{ hostile | date }}\">{{ hostile | time }}</i>",
    "{{ ('not checked (no text of ' ~ hostile ~ ')') | check }}",
    "{{ language.unnamed('direct', hostile) }}, {{ language.possible_days(none, '2023-11-30') }}",
    "{{ 'a `b` & c' | reference }}",
    "<html lang='{{ language.code }}'>",
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_filled_page_is_the_one_rendered_in_its_language(template: str) -> None:
    environment = Environment(autoescape=True)
    prepare(environment)
    made = environment.from_string(template)
    # One that is printed as text and one that is HTML have the same characters.
    context = {"hostile": HOSTILE, "html": Markup(HOSTILE)}  # noqa: S704
    every = AllLanguages()
    marked = made.render(context, language=every)
    filled = {code: every.fill(marked, code) for code in NAMES}
    assert filled == {code: made.render(context, language=language(code)) for code in NAMES}
    assert every.fill(marked, "ru") == filled["ru"]


def test_html_of_one_language_is_only_in_its_page() -> None:
    environment = Environment(autoescape=True)
    made = environment.from_string(
        "{% call language.only('ru') %}<b>{{ text }}</b>{% endcall %}"
        "{% call language.only('!ru') %}{{ up }}{% endcall %}"
    )
    every = AllLanguages()
    marked = made.render(language=every, text="<&>", up=every.choose({"kk": "../"}))
    assert [every.fill(marked, code) for code in ("ru", "kk", "en")] == ["<b>&lt;&amp;&gt;</b>", "../", ""]


def test_equal_texts_of_which_one_is_html_have_two_marks() -> None:
    every = AllLanguages()
    marks = [every.message("gettext", "%(item)s", item=one) for one in ("<i>", Markup("<i>"))]
    assert [every.fill(mark, "en") for mark in marks] == ["&lt;i&gt;", "<i>"]
