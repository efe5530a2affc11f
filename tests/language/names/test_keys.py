"""Stored look-up keys fit the version of the rules."""

import hashlib

from kzclaims.language.names.keys import RULES, index_keys, organization_keys

DIGESTS = {
    2: "80935788bf602763",
    3: "f7493a62b18770fd",
    4: "b6f876872d6d9dd1",
    5: "cf655c7b71391883",
    6: "bb36e1d0612b5cfb",
    7: "afead76b4bdb3631",
}
"""By version of the rules, a digest of the keys of the names below."""

NAMES = """
Роман Верский | Щёголев Захар Петрович | Әнуар-Жомарт Жәкеев | Zakhar Shchegolev | Julien Morel | В. Ле Гофф |
Ким, Вячеслав | Gabriel García Márquez | Юлія Навальська | Ursula von der Leyen | Бекзат | Serik Akhmetuly |
Rūta Jankauskaitė | Ивайло Търнов | Сӯҳроб Ҷӯраев | Elçin Məmmədov | Harry Whitfield Jr. | 김하늘 | अमित वर्मा |
Lê Thị Hạnh | 山田 太郎 | ნინო ბერიძე | Zofia Wróbel-Łąka | Лев Ким | Andrew Gray | Ian Kim | Эрлан Джанов |
O'Neill, Sean | Artūrs Petrovs
"""


def test_changed_keys_need_a_new_version_of_the_rules() -> None:
    """Digest of the keys of sample names. When it changes, raise RULES, so that `db upgrade` rebuilds older keys."""
    keys = [sorted(index_keys(name) | organization_keys(name)) for name in map(str.strip, NAMES.split("|"))]
    assert hashlib.sha256(repr(keys).encode()).hexdigest()[:16] == DIGESTS[RULES]
    assert max(DIGESTS) == RULES
