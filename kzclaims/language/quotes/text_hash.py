"""Hashes of texts as they are compared: equal for texts that differ in typography only."""

from hashlib import blake2b

from kzclaims.language.quotes.normalise import normalise


def hash_words(words: str) -> int:
    """Return the hash of a normalised text: 64 bits, signed like the integers of SQL."""
    return int.from_bytes(blake2b(words.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)


def hash_text(text: str) -> int:
    """Return the hash of a text."""
    return hash_words(normalise(text))
