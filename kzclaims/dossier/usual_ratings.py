"""Usual ratings of reviews with the verdicts that they mean, for the mapping that `--guess` proposes."""

from kzclaims.dossier.cells import plain_rating
from kzclaims.vocabulary import VERDICTS, Verdict

_RATINGS: dict[Verdict, str] = {
    "true": "correct|accurate|supported|supports|correct attribution|verdadero|verdadeiro|vrai|wahr|doğru"
    "|правда|верно|правдиво|шындық|рас",
    "mostly-true": "mostly correct|mostly accurate|largely true|one pinocchio|скорее правда|почти правда"
    "|в основном правда|переважно правда",
    "mixed": "half true|mixture|partly true|partially true|partly false|partially false|misleading|missing context"
    "|out of context|two pinocchios|conflicting evidence|полуправда|напівправда|частично правда|манипуляция"
    "|маніпуляція|вводит в заблуждение",
    "mostly-false": "barely true|mostly incorrect|mostly inaccurate|three pinocchios|скорее ложь|в основном ложь",
    "false": "pants fire|pants on fire|fake|incorrect|inaccurate|refuted|refutes|debunked|four pinocchios|falso|faux"
    "|falsch|yanlış|yalan|ложь|неправда|неверно|фейк|брехня|жалған|өтірік",
    "unproven": "unsupported|no evidence|not enough evidence|not enough info|unverified|unconfirmed|inconclusive"
    "|не доказано|недоказуемо|не подтверждено|непідтверджено|дәлелденбеген",
}
_VERDICTS = {one: verdict for verdict, ratings in _RATINGS.items() for one in ratings.split("|")}


def usual_verdict(rating: str) -> Verdict | None:
    """Return the verdict that a rating usually means, or None."""
    plain = plain_rating(rating)
    own = plain.replace(" ", "-")
    return next((one for one in VERDICTS if one == own), None) or _VERDICTS.get(plain)


def is_verdict(rating: str) -> bool:
    """Return True if a rating is the name of a verdict, and needs no entry in a mapping."""
    return plain_rating(rating).replace(" ", "-") in VERDICTS
