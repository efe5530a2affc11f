"""A name in any form finds its person, and no form finds the wrong one."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzclaims.language.names.folding import fold
from kzclaims.language.names.keys import index_keys, organization_keys
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.language.names.parse import LONGEST
from kzclaims.language.names.similarity import similarity
from tests.counting import count_calls

MOST_CALLS = 400_000

PEOPLE = {
    "Роман Верский": ["Роман Верский", "Roman Versky"],
    "Захар Щёголев": ["Захар Петрович Щёголев", "Zakhar Shchegolev"],
    "Ануар Жакеев": ["Ануар-Жомарт Жакеев", "Әнуар-Жомарт Жәкеев", "Anuar-Zhomart Zhakeyev"],
    "Юлия Навальская": ["Юлия Навальская", "Юлія Навальська"],
    "Жюльен Морель": ["Жюльен Морель", "Julien Morel"],
    "Пётр Кравец": ["Пётр Кравец", "Петро Кравець"],
    "Ольга Матвийко": ["Ольга Матвийко"],
    "Вера Ле Гофф": ["Вера Ле Гофф", "Vera Le Goff"],
}
FORMS = {
    "Роман Верский": """
        Романа Верского | Верскому | Романом Верским | Верском | ВЕРСКИЙ | Верский Роман | Р. Верский |
        Верский Р. | Верський | Верського | Верскийдің | Верскийге | Versky | Verskiy | Verskij |
        Verskii | Verski | Roman Werski | Roman Werskij | VERSKY | R. Versky | Versky's | Versky, Roman |
        Bерский | Верcкого
    """,
    "Захар Щёголев": """
        Захара Щеголева | З. П. Щёголев | З.П. Щеголевым | Щеголев З.П. | Захар Петрович Щёголев |
        Щеголев Захар Петрович | Zakhar Shchegolev | Zahar Ŝegolev | Zaxar Shhegolev | Zachar Ščegolev |
        Sachar Schtschegolew | Zakhar Chtchegolev | Shchegolyov | Zakhar Petrovich Shchegolev |
        Щёголевым
    """,
    "Ануар Жакеев": """
        Ануаром-Жомартом Жакеевым | Ануар Жомарт Жакеев | Ануаржомарт Жакеев | А.-Ж. Жакеев | А. Жакеев |
        Жәкеев | Жәкеевтің | Anuar-Jomart Jakeev | Anuar-Schomart Schakejew | Jakeyev | Zhakeev | Žakeev |
        Джакеев | Anuar-Jomart Jäkeev | Джакеевым
    """,
    "Юлия Навальская": """
        Юлии Навальской | Юлию Навальскую | Навальська | Ю. Навальской | Yulia Navalskaya | Navalskaia |
        Julija Navalskaja
    """,
    "Жюльен Морель": """
        Мореля | Жюльену Морелю | Morel | J. Morel | Morel, Julien | Морелем | MOREL | Морельдің
    """,
    "Пётр Кравец": """
        Петра Кравца | Кравцу | Кравцом | Petr Kravets | Kravec | Петром Кравцом | П. Кравец | Kravetz
    """,
    "Ольга Матвийко": """
        Ольги Матвийко | О. Матвийко | Olga Matviyko | Olha Matviiko | Матвийко Ольга
    """,
    "Вера Ле Гофф": """
        Веры Ле Гофф | Ле Гофф | Le Goff | В. Ле Гофф | Ле Гофф Вера | Ле Гофф, Вера | Гофф
    """,
}


def ask(question: str, people: dict[str, list[str]] = PEOPLE) -> dict[str, Match]:
    """As a store does: by keys first, then by what is recorded."""
    keys = NameQuery(question).keys
    return {
        person: NameQuery(question).match_person(names)
        for person, names in people.items()
        if any(keys & index_keys(name) for name in names)
    }


@pytest.mark.parametrize(
    ("form", "person"),
    [(form, person) for person, forms in FORMS.items() for form in map(str.strip, forms.split("|"))],
)
def test_every_form_finds_its_person(form: str, person: str) -> None:
    assert unique_match(ask(form)) == person


@pytest.mark.parametrize(
    ("question", "recorded"),
    [
        ("Роман", "Роман Верский"),
        ("Julien", "Julien Morel"),
        ("Александр Верский", "Роман Верский"),
        ("Людмила Верская", "Роман Верский"),
        ("Д. Верский", "Роман Верский"),
        ("Роман Петрович", "Роман Петрович Верский"),
        ("Роман Иванович Верский", "Роман Петрович Верский"),
        ("Р.И. Верский", "Роман Петрович Верский"),
        ("Оверский", "Роман Верский"),
        ("Тогаев", "Токаев"),
        ("Марат Ахметов", "Мурат Ахметов"),
        ("Дина Алиева", "Дана Алиева"),
        ("Алёна Ким", "Алина Ким"),
        ("Ксения Ким", "Оксана Ким"),
        ("Гасанов", "Хасанов"),
        ("Иванов", "Иван Петров"),
        ("Нурсултан", "Нурсултан Ахметов"),
        ("Lev", "Lev Smith"),
    ],
)
def test_another_person_is_not_found(question: str, recorded: str) -> None:
    assert NameQuery(question).match_person([recorded]) is Match.NO


@pytest.mark.parametrize(
    ("question", "recorded"),
    [
        ("Александра Ким", "Александр Ким"),  # would be «Александра Кима»
        ("Айнур Алиева", "Айнур Алиев"),
        ("Василев", "Васильев"),
        ("Филипов", "Филиппов"),
        ("Быков", "Биков"),
        ("Сорок", "Сорока"),
        ("Роман Верский", "Верский"),
        ("Роман Верский", "Р. Верский"),
        ("Жан Морель", "Жан-Мишель Морель"),
        ("Hasanov", "Гасанов"),
        ("Сибиряк", "Мамин-Сибиряк"),
        ("Құлыбаев", "Кулибаев"),
        ("Gabriel García", "Gabriel García Márquez"),
        ("Колонна Катрин", "Катрин Колонна"),
        ("Чжан Миня", "Чжан Минь"),
        ("Ануара Жакеева", "Ануар Жакеев"),  # may be a woman's name
        ("З.П. Щеголеву", "Захар Щёголев"),
    ],
)
def test_what_is_not_certain_is_only_offered(question: str, recorded: str) -> None:
    query = NameQuery(question)
    assert query.match_person([recorded]) is Match.MAYBE
    assert query.keys.union(*query.similar_keys) & index_keys(recorded)


def test_a_genitive_agrees() -> None:
    assert NameQuery("Александра Кима").match_person(["Александр Ким"]) is Match.YES
    assert NameQuery("Александры Ким").match_person(["Александра Ким"]) is Match.YES


def test_two_people_of_one_name_are_both_shown() -> None:
    people = {"she": ["Анна Верова"], "he": ["Пётр Веров"]}
    grades = ask("Верова", people)
    assert grades == {"she": Match.YES, "he": Match.YES}
    assert unique_match(grades) is None
    assert unique_match(ask("Веров", people)) == "he"
    assert unique_match(ask("Вероным", people)) is None
    assert unique_match(ask("Анны Веровой", people)) == "she"
    assert unique_match(ask("А. Верова", people)) == "she"


def test_a_man_s_nominative_that_may_be_a_woman_s_genitive_is_a_rival() -> None:
    people = {"he": ["Лев Толстой"], "she": ["Татьяна Толстая", "Tatyana Tolstaya"]}
    assert ask("Толстой", people) == {"he": Match.YES, "she": Match.RIVAL}
    assert unique_match(ask("Толстой", people)) is None
    assert unique_match(ask("Толстого", people)) == "he"
    assert unique_match(ask("Татьяны Толстой", people)) == "she"
    del people["he"]
    assert unique_match(ask("Толстой", people)) is None
    assert unique_match(ask("Т. Толстой", people)) is None
    assert NameQuery("Рахим").match_person(["Мариано Рахой"]) is Match.RIVAL
    assert (
        NameQuery("Толстым").match_person(["Лев Толстой"])
        is NameQuery("Навальным").match_person(["Иван Навальный"])
        is Match.YES
    )


@pytest.mark.parametrize(
    ("recorded", "family", "given"),
    [
        ("Ахметов Ануар", "Ахметов", "Ануар"),
        ("Ануар Ахметов", "Ахметов", "Ануар"),
        ("Роман Абрамович", "Абрамович", "Роман"),
        ("Абрамович Роман Аркадьевич", "Абрамович", "Роман"),
        ("Жээнбеков Сооронбай Шарип уулу", "Жээнбеков", "Сооронбай"),
        ("Ахметов Ануар Серікұлы", "Ахметов", "Ануар"),
        ("Си, Цзиньпин", "Си", "Цзиньпин"),
        ("Вячеслав Ким", "Ким", "Вячеслав"),
        ("Ursula von der Leyen", "von der Leyen", "Ursula"),
        ("Мухаммед бин Салман", "бин Салман", "Мухаммед"),
    ],
)
def test_the_family_name_answers_alone_and_the_given_name_never(recorded: str, family: str, given: str) -> None:
    assert NameQuery(family).match_person([recorded]) is Match.YES
    assert NameQuery(given).match_person([recorded]) is Match.NO
    assert NameQuery(f"{given} {family}").match_person([recorded]) is Match.YES
    assert NameQuery(f"{family} {given}").match_person([recorded]) is Match.YES


def test_an_order_that_cannot_be_told_answers_the_whole_name_only() -> None:
    assert NameQuery("Вячеслав Ким").match_person(["Ким Вячеслав"]) is Match.YES
    assert NameQuery("Ким").match_person(["Ким Вячеслав"]) is Match.MAYBE
    assert NameQuery("Вячеслав").match_person(["Ким Вячеслав"]) is Match.MAYBE


def test_the_order_counts_where_either_word_may_be_the_family_name() -> None:
    assert NameQuery("James Andrew").match_person(["Andrew James"]) is Match.MAYBE
    assert NameQuery("Perry Matthew").match_person(["Matthew Perry"]) is Match.MAYBE
    assert NameQuery("Путин Владимир").match_person(["Владимир Путин"]) is Match.YES


def test_a_given_name_like_a_surname_does_not_answer_alone() -> None:
    assert NameQuery("Geoff").match_person(["Geoff Cutter"]) is not Match.YES
    assert NameQuery("Cutter").match_person(["Geoff Cutter"]) is not Match.NO


def test_a_name_of_one_word_is_a_family_name() -> None:
    assert NameQuery("Бекзата").match_person(["Бекзат"]) is Match.YES


def test_a_latin_name_that_may_be_two_proves_less_than_a_cyrillic_one() -> None:
    assert NameQuery("Василев").match_person(["Vasilev"]) is Match.YES
    assert NameQuery("Василев").match_person(["Васильев", "Vasilev"]) is Match.MAYBE
    assert NameQuery("Васильева").match_person(["Васильев", "Vasilev"]) is Match.YES


def test_a_patronymic_of_one_name_holds_for_all() -> None:
    names = ["Роман Верский", "Роман Петрович Верский"]
    assert NameQuery("Роман Иванович Верский").match_person(names) is Match.NO
    assert NameQuery("Р. И. Верский").match_person(names) is Match.NO
    assert NameQuery("Р. П. Верский").match_person(names) is Match.YES
    assert NameQuery("Романа Петровича Верского").match_person(names) is Match.YES


def test_given_names_of_other_languages() -> None:
    for question in ("Володимир Верский", "Volodymyr Versky", "Wladimir Werski", "Władimir Verski"):
        assert NameQuery(question).match_person(["Владимир Верский"]) is Match.YES, question
    assert NameQuery("Emmanuil Makron").match_person(["Эмманюэль Макрон"]) is Match.YES
    assert NameQuery("Эммануэля Макрона").match_person(["Эмманюэль Макрон"]) is Match.YES


def test_keys_of_full_names_are_selective() -> None:
    assert not NameQuery("Роман Верский").keys & index_keys("Антон Верский")
    assert not NameQuery("Р. Верский").keys & index_keys("Антон Верский")
    assert NameQuery("Верский").keys & index_keys("Антон Верский")
    assert len(index_keys("Роман Верский")) <= 7


@pytest.mark.parametrize(
    "text", ["", " ", "А", "И.", "В. В.", "🙂", "...", "«»—", "'" * 50, "1234", "\0", "-", ",", "x,"]
)
def test_what_holds_no_family_name_has_no_keys(text: str) -> None:
    assert NameQuery(text).keys == index_keys(text) == frozenset()
    assert NameQuery(text).match_person([text]) is Match.NO
    assert similarity(text, "Роман Верский") < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "а" * 10_000,
        "а " * 5_000,
        "a-" * 5_000,
        "ch" * 95,
        "өы" * 95,
        "j" * LONGEST,
        "Jacques-Charles-Chichoc " * 7,
        "ou" * 95,
    ],
)
def test_a_long_name_is_little_work(text: str) -> None:
    keys = NameQuery(text).keys
    assert len(keys) < 3_000
    assert len(text) <= LONGEST or not keys
    assert count_calls(lambda: NameQuery(text).match_person([text])) < MOST_CALLS
    assert count_calls(lambda: similarity(text, "Роман Верский")) < MOST_CALLS


NAMES = st.text(alphabet="абвгжийрсуъьюяёіқөАБЖ abcehijouvyzžäı.-,'’", max_size=40)


@given(NAMES)
def test_a_name_answers_itself_where_it_has_keys(name: str) -> None:
    if index_keys(name):
        assert NameQuery(name).keys & index_keys(name)
        assert NameQuery(name).match_person([name]) is not Match.NO


@given(NAMES, NAMES)
@settings(max_examples=300)
def test_what_matches_is_found_by_keys(question: str, recorded: str) -> None:
    query = NameQuery(question)
    if query.match_person([recorded]) >= Match.RIVAL:
        assert query.keys & index_keys(recorded)


FAMILIES = [
    "Верский",
    "Токаев",
    "Путин",
    "Сорока",
    "Макрон",
    "Кравец",
    "Шойгу",
    "Ле-Гофф",
    "Versky",
    "Macron",
]
GIVEN = ["Роман", "Ануар-Жомарт", "Юлия", "Лев", "Emmanuel", "Kassym", "Р.", "Ю.", "J."]
FULL = st.tuples(st.sampled_from(FAMILIES), st.sampled_from(GIVEN))


@given(FULL, FULL, st.sampled_from(["{0} {1}", "{1} {0}", "{0}", "{0}, {1}"]))
@settings(max_examples=400)
def test_names_that_match_share_a_key(asked: tuple[str, str], known: tuple[str, str], order: str) -> None:
    question, recorded = order.format(*asked), f"{known[1]} {known[0]}"
    query = NameQuery(question)
    if query.match_person([recorded]) >= Match.RIVAL:
        assert query.keys & index_keys(recorded)


def test_fold() -> None:
    assert fold("  ПУ́ТИН\u00a0В. ") == "путин в."
    assert fold("Щёголев") == "щеголев"
    assert fold("Пyтин") == fold("Путин")
    assert fold("Oлевский") == "олевский"
    assert fold("ТOКАEВ") == "токаев"
    assert fold("Putіn") == "putin"
    assert fold("Касым‑Жомарт") == fold("Касым—Жомарт") == "касым-жомарт"
    assert fold("О’Нил") == fold("Оʼнил") == "о'нил"
    assert fold("Ėmmani͡uėlʹ") == "ėmmaniuėl'"
    assert fold("Сергеи\u0306") == "сергей" != fold("Сергеи")
    assert fold("Тоқаев") == "тоқаев"
    assert fold("Їжак") == "їжак"


@pytest.mark.parametrize("name", ["Ходове Громов", "Рада Громову", "Ален Дюнове", "Громовых Пётр"])
def test_a_name_matches_itself_though_it_looks_like_another_case(name: str) -> None:
    assert NameQuery(name).match_person([name]) is Match.YES
    assert NameQuery(name).keys & index_keys(name)


@given(st.text(max_size=40) | NAMES)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_organizations() -> None:
    assert organization_keys("ТОО «Новая Газета»") == organization_keys('тоо "новая  газета"') == {"тоо новая газета"}
    assert organization_keys("24 Канал") == {"24 канал"}
    assert organization_keys("Radio‑Azattyq") == organization_keys("radio azattyq")
    assert organization_keys("«…»") == frozenset()


def test_suggestions() -> None:
    names = [name for names in PEOPLE.values() for name in names]
    for question in ("Версикй", "Версий", "Verksy", "Роман Верскый", "Roman Vresky"):
        nearest = max(names, key=lambda name: similarity(question, name))
        assert nearest in PEOPLE["Роман Верский"], question
    assert similarity("Щголев", "Захар Щёголев") > 0.7
    assert max(similarity("Зззззз", name) for name in names) < 0.6


def test_a_title_does_not_count_as_difference() -> None:
    assert NameQuery("Mr. Rowan Versky").similarity(["Roman Versky"]) > 0.85


def test_accents_of_greek_do_not_count_as_difference() -> None:
    assert similarity("Tasos Kazantzas", "Τάσος Καζαντζάς") > 0.9


def test_suggestions_come_with_no_import_until_they_are_asked_for() -> None:
    code = "import sys, kzclaims.language.names.match; sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def names(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a text that separates pairs by line ends or semicolons, and names by a bar."""
    pairs = [pair.split("|") for line in text.strip().splitlines() for pair in line.strip().strip(";").split(";")]
    return [(one.strip(), other.strip()) for one, other in pairs]


ANOTHER_PERSON = """
    김하늘 | 김하준; 박서연 | 박서현; अमित वर्मा | अमिता वर्मा; सुनील | सुनीला; สมชาย แก้ว | สมชัย แก้ว; សុខ ដារា | សុខ ដារ៉ា;
    ハマダ ケン | ハマタ ケン; かとう | がとう; 山田 太郎 | 山田 次郎; سمير حداد | سميرة حداد; יוסי לוי | יוסף לוי;
    Trần Văn Bình | Trần Văn Bính; Phạm Lan | Phạm Lân; Lê Lý | Lê Ly; Đỗ Thị Hà | Đỗ Thị Hạ; Nguyen Hung | Nguyễn Hùng;
    Harry Whitfield Jr. | Harry Whitfield; Harry Whitfield, Jr | Harry Whitfield Sr.; Karl Berg II | Karl Berg III;
    Karl Berg II | Karl Berg; Emil Noir fils | Emil Noir père; Hans Weber der Jüngere | Hans Weber; Rita IV | Rita V;
    Hans Weber der Jüngere | Hans Weber der Ältere; Иван Рыбин мл. | Иван Рыбин; Иван Рыбин-младший | Иван Рыбин ст.;
    José Braga Filho | José Braga; Luis Mora hijo | Luis Mora; Jan Novák ml. | Jan Novák st.; ifj. Nagy Pál | Nagy Pál;
    Lars Holm d.y. | Lars Holm; Ole Dahl den yngre | Ole Dahl den ældre; Jan Smit de Jonge | Jan Smit;
    John Adams | John Quincy Adams; Paul Ryan | Richard Paul Ryan; Ana Paula Reis | Ana Reis;
    George Brook | George W. Brook;
    Eriksson | Ove Ericson; Helen Gray | Elena Gray; Michael Gray | Mikhail Gray; Hansen | Nils Hanson;
    Clark | Ann Clarke;
    Catherine Ross | Katherine Ross; Jon Frost | John Frost; Uwe Meier | Uwe Meyer; Mueller | Eva Müller;
    Ана Громова | Анна Громова; Хасан Алиев | Гасан Алиев; Алёна Ким | Елена Ким; Данил Орлов | Даниил Орлов;
    Progress 2028 | Penn Progress; Plan 2030 | Plan 2031; John Paul | Paul John; David James | James David;
    Kim Lee | Lee Kim; Марат Асхат | Асхат Марат; Валентина Орлова | Валентин Орлов; О. Громова | Елена Громова;
    Ya. Petrov | Yuri Petrov; Z. Smith | Steven Smith; Mrs Marlow | Ian Marlow; Major Marlow | Ian Marlow;
    Аким Громов | Пётр Громов; wife of Versky | Roman Versky; пресс-секретарь Верского | Роман Верский;
    Versky Foundation | Roman Versky; Помощник президента Верского | Роман Верский;
    Министр Верского | Роман Верский; Секретарь Романа Верского | Роман Верский; Посол Верского | Roman Versky;
    Секретарь президента Гуренко | Антон Гуренко; Глава МИД Верской | Анна Верская;
    Лилиана Громова | Лилиан Громова; Айнуры Громовой | Айнур Громова; Камилла Громова | Камилл Громова;
    Марина Громова | Марин Громов; Мирослава Беридзе | Мирослав Беридзе; Руслана Гуренко | Руслан Гуренко;
    Латифа Алиева | Латиф Алиев; Эмилия Громова | Эмилий Громов; Малика Черных | Малик Черных;
    Сейтова Жанар Маратовна | Сейтов Жанар Маратович; Сейтова Жанар Маратқызы | Сейтова Жанар Маратұлы;
    Алиев Нур Гасан оглы | Алиева Нур Гасан кызы; Громова Анна Петровна | Громова Анна И.;
    Линь Шань | Линь Шан; Чжан Мин | Чжан Минь; Ян Лин | Лин Ян; Ли Ван | Ван Ли; Toni Gray | Tony Gray;
    Adrian Cole | Adryan Cole; Саша Громова | Саша Громов; Никита Громова | Никита Громов; Громовы | Саша Громов;
    Юрий Руда | Юрий Рудь; Иван Берега | Иван Берег;
    Джон Громов | Жон Громов; Дэн Ким | Ден Ким; Эрлан Сейтов | Ерлан Сейтов; Наиль Сейтов | Наил Сейтов;
    Джулия Громова | Юлия Громова; Лео Громов | Лев Громов; Андрей Марлоу | Andrew Marlow; Ян Ким | Ian Kim;
    Петра Громова | Пётр Громов; Петру Громову | Пётр Громов; Серафима Громова | Серафим Громов;
    Александру Громову | Александра Громова; Антоны Ли | Антон Ли; Джамиль Громова | Джамиль Громов;
    Марты Ким | Март Ким; Илья Громова | Илья Громов; Олега Рыба | Олег Рыба; Олег Рыбы | Олег Рыба;
    А.А. Громова | Антон Громов; Громова А. А. | Антон Громов; А.А. Громову | Анна Громова;
    Э. Громов | Евгений Громов; Sofia Florian | Sophia Florian; Denis Kowalski | Dennis Kowalski;
    Victor Marlow | Viktor Marlow;
    Dmitry Bikov | Dmitry Bykov; Anna Petrossian | Anna Petrosian; Li Xi'an | Li Xian; Thái Thành | Thái Thanh;
    Роман Симон | Симон Роман; Лев Отар | Отар Лев; Mrs. Vladimir Gray | Vladimir Gray;
    им. Петра Гуренко | Пётр Гуренко;
    А. Мореля | Анжела Морель; Фёдор I | Фёдор; Рината Громова | Ринат Громов;
    Джордж У. Грей | Джордж Грей; Отто Громова | Отто Громов; Джон Громов | Zhon Gromov;
    Эрлан Громов | Yerlan Gromov; Е. Громов | Eduard Gromov; И. Громов | Yury Gromov;
    J. Edgar Gray | Edgar Gray; Ana y Gray | Ana Gray; Анна и Громов | Анна Громова; секретарь Гуренко | Антон Гуренко;
    Ким Сергей Данилович | Сергей Даниилович Ким; Catherine Kenny | Katherine Kenny;
    Marco Bellini | Marko Bellini; Stefan Marlow | Stephan Marlow; Kim Min-a | Kim Mi-na; Li Ji-an | Li Jian;
    Иван Лисов | Ivan Lysov; Ильхама Громова | Ильхам Громов; Нурлана Алиева | Нурлан Алиев; Цоем | Анна Цой;
    Громичем | Hillary Gromich; И. Громова | Иван Громов; Шмидтом | Айгуль Шмидт; Петровна | Иван Петров;
    Петровка | Иван Петров; García Lunes, M. D. | Pablo García Lunes; García Lunes, QC | Pablo García Lunes;
    Директор Гуренко | Антон Гуренко; Роман Мельник, помощник | Роман Мельник; Лунес, министр | Пабло Лунес;
    Rashid | Karim bin Rashid; Рашида | Карим бен Рашид; Khaled | Ibn Khaled; Мазир | Абу Мазир;
    Berg | Jan van den Berg; Berg | Ursula von der Berg
"""


@pytest.mark.parametrize(("one", "other"), names(ANOTHER_PERSON))
def test_nobody_is_taken_for_somebody_else(one: str, other: str) -> None:
    assert NameQuery(one).match_person([other]) < Match.RIVAL
    assert NameQuery(other).match_person([one]) < Match.RIVAL


@pytest.mark.parametrize("name", ["Gromov?", "Ivan Gromov?", "Иван Громов (?)", "Иван Громов？"])
def test_a_question_mark_only_offers(name: str) -> None:
    assert NameQuery(name).match_person(["Иван Громов", "Ivan Gromov"]) is Match.MAYBE


SAME_PERSON = """
    ADA BROOK | Ada Brook; ада брук | Ада Брук; Muller | Hans Müller; O'Neill | Sean O’Neill;
    ÁSTA JÓNSDÓTTIR | Asta Jonsdottir;
    김 하늘 | 김하늘; 山田太郎 | 山田 太郎; अमित वर्मा | अमित वर्मा; مُحَمَّد حداد | محمد حداد; Lê Thị Hạnh | LÊ THỊ HẠNH;
    Harry Whitfield, Jr. | Harry Whitfield Jr; Whitfield Jr., Harry | Harry Whitfield Jr.; Буш-младший | Джон Буш мл.;
    Антона Рыбина-младшего | Антон Рыбин мл.; Ирине Ким | Ирина Ким; Галине Петровой | Галина Петрова;
    Екатерине Черных | Екатерина Черных; Анны Шиповских | Анна Шиповских; Антону Долгих | Антон Долгих;
    Ахметов Ануар Серікұлы | Ануар Серикович Ахметов; Айгуль Маратқызы Сейтова | Айгуль Маратовна Сейтова;
    Paul, John | John Paul; Верский Роман | Роман Верский; Д. Марлоу | Джеймс Марлоу; Дж. Марлоу | Джеймс Марлоу;
    Президент Верский | Роман Верский; Präsident Versky | Роман Верский; министра обороны Верского | Роман Верский;
    Prime Minister Versky | Roman Versky; J.D. Marlow | JD Marlow; В. В. Верский | Вадим Верский;
    Търнов | Ivaylo Tarnov; Щерев | Ivan Shterev; Сӯҳроб Ҷӯраев | Сухроб Джураев; Suhrob Juraev | Сӯҳроб Ҷӯраев;
    Хүрэлбаяр Ганболд | Хурэлбаяр Ганболд; Elçin Əliyev | Эльчин Алиев; Ion Țurcanu | Ион Цуркану; Kõiv | Тийт Кыйв;
    Ціханаў | Игорь Тиханав; ნინო ბერიძე | Нино Беридзе; Արամ Պետրոսյան | Арам Петросян; Νίκος Παππάς | Никос Паппас;
    министру обороны Роману Верскому | Роман Верский; Президент Верскийдің | Роман Верский;
    Громова Анна П. | Громова Анна Петровна; Громова Анна Петровна | Громова Анна П.; Ганна Громова | Анна Громова;
    Алиева Нура Гасан оглы | Алиев Нур Гасан оглы; Alexei Dobrany | Alexey Dobrany;
    Саши Громова | Саша Громов; Юрия Рудя | Юрий Рудь; Франсуа Громовым | Франсуа Громов;
    Роман Верскийдің | Роман Верский; Ержан Сейтовтің | Ержан Сейтов;
    Анна Седовых | Анна Седовых;
    Айнур Громовой | Айнур Громова; Айнуры Громовой | Айнура Громова; Антона Гуренко | Антон Гуренко;
    J. Edgar Gray | J. Edgar Gray; Ana Gray y Roca | Ana Gray y Roca; Дмитрий Ким | Ким Дмитрий; Данил Ким | Данил Ким;
    Марию Громову | Мария Громова; Валентиной Громовой | Валентина Громова; Александра Громова | Александра Громова;
    Валентином Громовым | Валентин Громов; Александра Петровича Громова | Александр Петрович Громов;
    Наталья Ким | Наталия Ким; Victor Gromov | Viktor Gromov; Sergey Gray | Sergei Gray; Julia Versky | Юлия Верски;
    Dr Anna Verskaya, PhD | Anna Verskaya; Анна Верская, к. э. н. | Анна Верская; Роман Верский | Roman Versky, OBE;
    Роман Верский, министр обороны | Роман Верский; Ukrainian President Roman Versky | Roman Versky;
    депутату Госдумы Роману Верскому | Роман Верский; председатель сената Верский | Роман Верский;
    Володимир Верский | Владимир Верский; Zelenskyy | Ivan Zelensky; Sergei Versky | Sergey Versky;
    bin Rashid | Karim bin Rashid; бен Рашида | Карим бен Рашид; Gray | Ben Gray; Громов | Ден Громов
"""


@pytest.mark.parametrize(("asked", "recorded"), names(SAME_PERSON))
def test_spellings_of_one_name_match(asked: str, recorded: str) -> None:
    query = NameQuery(asked)
    assert query.match_person([recorded]) is Match.YES
    assert query.keys & index_keys(recorded)


def test_a_name_recorded_in_another_case_proves_no_more() -> None:
    recorded = ["Роман Ануаров", "Роман Ануарів", "Романом Ануаровым"]
    assert NameQuery("министр Ануарова").match_person(recorded) is Match.MAYBE
    assert NameQuery("Р. Р. Ануарова").match_person(recorded) is Match.MAYBE
    assert NameQuery("Роману Ануарову").match_person(recorded) is Match.MAYBE
    assert NameQuery("Романом Ануаровым").match_person(recorded) is Match.YES
    assert NameQuery("министр Ануарова").match_person(["Роман Ануаров", "Ануарова"]) is Match.MAYBE
    assert NameQuery("Ануарова").match_person(["Роман Ануаров", "Ануарова"]) is Match.YES
    assert NameQuery("В. В. Путина").match_person(["Володимир Путін"]) is Match.MAYBE
    assert NameQuery("Касыма-Ануара Громова").match_person(["Касым-Ануар Громов"]) is Match.YES


def test_a_latin_name_of_the_person_decides_latin_queries() -> None:
    recorded = ["Lars Eriksson", "Ларс Эрикссон"]
    assert NameQuery("Lars Erickson").match_person(recorded) is Match.MAYBE
    assert NameQuery("Ларса Эрикссона").match_person(recorded) is Match.YES
    assert NameQuery("Roman Werski").match_person(["Роман Верский", "Roman Versky"]) is Match.YES


@pytest.mark.parametrize(
    ("asked", "recorded", "grade"),
    [
        ("Märt Künn", "Märt Kunn", Match.MAYBE),
        ("Künn", "Märt Kunn", Match.MAYBE),
        ("Mart Kunn", "Märt Künn", Match.YES),
        ("Märt Künn", "Mart Kunn", Match.YES),
        ("Märt Künn", "Märt Künn", Match.YES),
        ("Inés Maria Vela", "Inés María Vela", Match.YES),
    ],
)
def test_umlauts_distinguish_names_that_both_have_them(asked: str, recorded: str, grade: Match) -> None:
    assert NameQuery(asked).match_person([recorded]) is grade
