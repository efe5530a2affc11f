import pytest

from kzclaims.language.quotes.framing import beside
from kzclaims.language.quotes.normalise import Span


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Тепло. Суд закрыл рынки без навеса. Снег.", "Суд закрыл рынки", ("без навеса",)),
        ("Dem Vernehmen nach zieht das Werk weg.", "zieht das Werk weg", ("Dem Vernehmen nach",)),
        ("In May, the ferry sails, as planned.", "the ferry sails", ("In May,", ", as planned")),
        ("Тепло. Мост закрыт. Снег.", "Мост закрыт", ()),
        ("Мэр сообщил, что мост закрыт.", "мост закрыт", ()),
        ("Мэр: «Мост закрыт», – и ушёл.", "Мост закрыт", ()),
        ("Мост закрыт, и паром стоит.", "Мост закрыт", ()),
        ("Мост закрыт, но паром ходит.", "паром ходит", ()),
    ],
)
def test_words_beside_a_passage_may_limit_it(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Посол отрицает: «Мы взяли деньги».", "Мы взяли деньги", ("Посол отрицает: «",)),
        ("Посол опроверг слухи: «Я остаюсь».", "Я остаюсь", ()),
        ("В анекдоте говорится: мэр метёт двор.", "мэр метёт двор", ("В анекдоте говорится:",)),
        ("In the spoof he says: “I eat gold.”", "I eat gold.", ("In the spoof he says: “",)),
        ("В комедии мэр кричит: «Казна пуста».", "Казна пуста", ("В комедии мэр кричит: «",)),
        ("The author of the novel said: “I write.”", "I write.", ()),
        ("Полиция сообщила о поддельных купюрах: «Изъято сто».", "Изъято сто", ()),
        ("Трудно поверить, чтобы он сказал: «Я виноват».", "Я виноват", ("Трудно поверить, чтобы он сказал: «",)),
        ("Опровергнув слухи, мэр сказал: «Я здоров».", "Я здоров", ()),
        ("In a satirical sketch, he says: “Bread is free.”", "Bread is free.", ("In a satirical sketch, he says: “",)),
        ("Представим, что он скажет: «Я ухожу».", "Я ухожу", ("Представим, что он скажет: «",)),
        ("Мэр вышел и спросил: «Где хлеб?»", "Мэр вышел", ()),
        ("Сад продан – или всё же нет?", "Сад продан", ("– или всё же нет",)),
        ("Она могла бы ответить: «Мы вернём».", "Мы вернём", ("Она могла бы ответить: «",)),
        ("Мэр отказался уйти и сказал: «Я здоров».", "Я здоров", ()),
        ("The mayor could not hide his joy: “We won.”", "We won.", ()),
        ("Токаев: мост готов", "мост готов", ()),
        ("Гости не спорят: мост готов.", "мост готов", ()),
        ("«Дракон жив», – гласит листок сатириков.", "Дракон жив", ("», – гласит листок сатириков",)),
        ("«Я продам парк» – этого мэр не говорил.", "Я продам парк", ("» – этого мэр не говорил",)),
        ("«Я продам парк» – так мэр ответил нам.", "Я продам парк", ()),
    ],
)
def test_an_introduction_is_shown_unless_it_only_names_the_source(
    text: str, words: str, shown: tuple[str, ...]
) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Порт сгорел. Подтверждений этому нет.", "Порт сгорел.", ("Подтверждений этому нет",)),
        ("Порт сгорел. Эксперты утверждают обратное.", "Порт сгорел.", ("Эксперты утверждают обратное",)),
        ("Порт сгорел. Так гласит городская легенда.", "Порт сгорел.", ("Так гласит городская легенда",)),
        ("The port burned. So claims a forged letter.", "The port burned.", ("So claims a forged letter",)),
        ("Port tax ends. Except for yachts.", "Port tax ends.", ("Except for yachts",)),
        ("“The port is safe,” he said. It was not.", "The port is safe", ("It was not",)),
        ("The port burned. That is pure invention.", "The port burned.", ("That is pure invention",)),
        ("Суд оправдал сторожа. Доказательств его вины нет.", "Суд оправдал сторожа.", ()),
        ("The guard was freed. There was no evidence of guilt.", "The guard was freed.", ()),
        ("Порт сгорел. Источник этих слов неизвестен.", "Порт сгорел.", ("Источник этих слов неизвестен",)),
        ("Кеме кетті. Штаб бұл хабарды растамады.", "Кеме кетті.", ("Штаб бұл хабарды растамады",)),
        ("The ferry runs daily. Sundays are the exception.", "The ferry runs daily.", ("Sundays are the exception",)),
        ("Порт закроют. Правда, через десять лет.", "Порт закроют.", ("Правда, через десять лет",)),
        ("Вход бесплатный. Для членов клуба.", "Вход бесплатный.", ("Для членов клуба",)),
        ("The lake has no floor. Scientists disagree.", "The lake has no floor.", ("Scientists disagree",)),
        ("Порт сгорел. Об этом пишет газета.", "Порт сгорел.", ()),
        ("Порт закроют. Иначе его нельзя чинить.", "Порт закроют.", ()),
        ("Порт сгорел. Это не первый пожар.", "Порт сгорел.", ()),
        ("“The port is safe,” he said. No one else spoke.", "The port is safe", ()),
    ],
)
def test_a_sentence_that_doubts_the_one_before_is_shown(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Вердикт – манипуляция. Порт сгорел.", "Порт сгорел.", ("Вердикт – манипуляция.",)),
        ("Новости.\nRating: False. The port burned.", "The port burned.", ("Rating: False.",)),
        ("Враньё! Порт сгорел.", "Порт сгорел.", ("Враньё!",)),
        ("Шутка первоапрельская. Порт сгорел.", "Порт сгорел.", ("Шутка первоапрельская.",)),
        ("Вердикт огласили. Порт сгорел.", "Порт сгорел.", ()),
        ("Шутка удалась. Зал смеялся.", "Зал смеялся.", ()),
        ("The claim is false. We opened the port.", "We opened the port.", ()),
        ("Тепло. Это ложь. Порт сгорел.", "Порт сгорел.", ()),
    ],
)
def test_a_verdict_before_a_passage_is_shown(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Министр ушёл, но отставку не приняли.", "Министр ушёл", ()),
        ("Министр ушёл, но это никому не помогло.", "Министр ушёл", (", но это никому не помогло",)),
        ("Рейс сняли, но потом его вернули.", "Рейс сняли", (", но потом его вернули",)),
        ("Дом построили, но он рухнул.", "Дом построили", (", но он рухнул",)),
        ("The barge sank, but was raised again.", "The barge sank", (", but was raised again",)),
        ("Баржа села на мель, но потом ушла.", "Баржа села на мель", (", но потом ушла",)),
        ("Зал открыт, но архив закрыт.", "Зал открыт", ()),
        ("He won, yet the ruling was overturned.", "He won", (", yet the ruling was overturned",)),
        ("The hall is open, but the archive is not.", "The hall is open", ()),
    ],
)
def test_a_contrast_is_shown_if_it_takes_the_passage_back(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Цирк закроют или продадут.", "Цирк закроют", ("или продадут",)),
        ("Either the circus closed or the clown lied.", "the clown lied", ("Either the circus closed or",)),
        ("Цирк закроют, и клоуны уедут.", "Цирк закроют", ()),
        ("Цирк откроют, да и то не сразу.", "Цирк откроют", (", да и то не сразу",)),
        ("Цирк откроют, и если будет снег, то с катком.", "Цирк откроют", (", и если будет снег, то с катком",)),
        ("Le cirque vit de l'élan d'un clown.", "un clown", ("Le cirque vit de l'élan d'",)),
        (
            "The clown was wrong when he said the circus closed.",
            "the circus closed",
            ("The clown was wrong when he said",),
        ),
        ("The clown was paid to say the circus closed.", "the circus closed", ("The clown was paid to say",)),
        ("When asked, the clown said the circus closed.", "the circus closed", ()),
    ],
)
def test_what_takes_the_rest_of_a_sentence_back_is_shown(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.rindex(words)
    assert beside(text, Span(start, start + len(words))) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("«Клоун крикнул мне: „Тигр сбежал“», – вспоминал сторож.", "Тигр сбежал", ("Клоун крикнул мне:",)),
        ("„Der Clown rief: ‚Der Tiger ist weg‘“, sagte er.", "Der Tiger ist weg", ("Der Clown rief:",)),
        ("“The clown yelled, ‘The tiger ran,’” he said.", "The tiger ran", ("The clown yelled,",)),
        ('Сторож вспоминал: «Клоун крикнул: "Тигр сбежал. Спасайтесь"».', "Спасайтесь", ("Клоун крикнул:",)),
        ("Сторож сказал: «Цирк «Арена» закрыт, тигр сбежал».", "тигр сбежал", ()),
        ("„Der Zirkus“ spielt. „Der Tiger ist weg“, sagte er.", "Der Tiger ist weg", ()),
        ("Сторож процитировал клоуна: «Тигр сбежал».", "Тигр сбежал", ("Сторож процитировал клоуна: «",)),
        ("Quoting the clown, the guard said: “It ran.”", "It ran.", ("Quoting the clown, the guard said: “",)),
        ("Сторож цитує клоуна: «Тигр утік».", "Тигр утік", ("Сторож цитує клоуна: «",)),
        ("Газета цитирует клоуна: «Тигр сбежал».", "Тигр сбежал", ()),
        ("Клоун сказал: «Тигр сбежал».", "Тигр сбежал", ()),
    ],
)
def test_words_that_somebody_repeats_of_another_are_shown(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.rindex(words)
    assert beside(text, Span(start, start + len(words))) == shown
