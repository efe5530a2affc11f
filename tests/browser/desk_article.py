"""An article to record at the desk: 260 words with nine statements. The town and its people are invented."""

from pathlib import Path

ARTICLE = Path(__file__).with_suffix(".txt").read_text("utf-8")

STATEMENTS = [
    ("Набережная будет закрыта до сентября следующего года", "сообщила мэр города Ирина Савельева", "Ирина Савельева"),
    ("рабочие заменят двести метров старых плит и поставят новое освещение", "По её словам", "Ирина Савельева"),
    ("«Мы не будем рубить ни одного дерева»", "заявила Савельева журналистам", "Ирина Савельева"),
    (
        "работы начнутся с причала и весной дойдут до старого моста",
        "Инженер Тимур Оспанов сообщил",
        "Тимур Оспанов",
    ),
    ("«Самое сложное – укрепить берег у причала до первых морозов»", "сказал Оспанов", "Тимур Оспанов"),
    ("жителей ни о чём не спросили", "Депутат Асель Жумабаева заявила", "Асель Жумабаева"),
    ("«Люди узнали о ремонте из объявления на заборе»", "подчеркнула Жумабаева", "Асель Жумабаева"),
    (
        "не закрывать читальный зал у воды",
        "Директор городской библиотеки Павел Крутов пообещал",
        "Павел Крутов",
    ),
    ("«Шум нас не пугает, мы пережили здесь уже два ремонта»", "сказал Крутов", "Павел Крутов"),
]
"""The words of each statement, its attribution, and its speaker. A draft misses the last but one."""


def long_dossier(passages: int = 1000) -> str:
    """Return a dossier with a text of at least 200,000 characters, and a statement in each of its paragraphs."""
    words = [f"Слово{number} сказано здесь" for number in range(passages)]
    text = "\\n\\n".join(f"{one}. {'Ветер дует, и вода шумит у берега. ' * 5}" for one in words)
    head = f'dossier = "long"\n[[sources]]\nkey = "long"\ntitle = "Long"\nlang = "ru"\ntext = "{text}"\n'
    statements = [
        f'[[statements]]\nkey = "s{number}"\nkind = "indirect"\nlang = "ru"\ntext = "{one}"\n'
        f'appearances = [{{ source = "long", exact = "{one}" }}]\n'
        for number, one in enumerate(words)
    ]
    return head + "".join(statements)
