"""Finding terms while a person types: by the beginning of any word, by synonym and by code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain

from .terms import Term, folded

_AFTER_ALL_LETTERS = chr(0x10FFFF)
_LONGEST_COMPARED = 100  # characters


class TermIndex:
    """A search over some thousands to hundreds of thousands of terms that answers in milliseconds.

    Names and words are kept sorted, so that what begins with a text is one stretch found by bisection; a search then
    walks only along that stretch until it has as many terms as were asked for.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        keyed = sorted(((folded(term.name), term) for term in terms), key=lambda pair: (pair[0], pair[1].name))
        self._terms = [term for _, term in keyed]
        self._names = [name for name, _ in keyed]
        self._synonyms = [[folded(synonym) for synonym in term.synonyms] for term in self._terms]
        self._name_words = _Words([name] for name in self._names)
        self._synonym_words = _Words(self._synonyms)
        self._exact = self._exact_matches()

    def __len__(self) -> int:
        return len(self._terms)

    def search(self, text: str, limit: int = 20) -> list[Term]:
        """The best `limit` terms for what was typed; every word of `text` must begin a word of the name or synonym.

        Order: names, synonyms and codes that are exactly the text; names that begin with it; names with words that
        begin with its words, in any order; synonyms likewise. An empty text finds the first terms of the alphabet.
        """
        wanted = folded(text)
        words = wanted.split()
        if not words:
            return self._terms[:limit] if not text.strip() else []
        rows: dict[int, None] = {}
        tiers = (
            self._exact.get(wanted, []),
            _stretch(self._names, wanted),
            (row for row in self._name_words.rows(words) if _has_all(self._names[row], words)),
            (row for row in self._synonym_words.rows(words) if any(_has_all(s, words) for s in self._synonyms[row])),
        )
        for row in chain.from_iterable(tiers):
            rows.setdefault(row)
            if len(rows) >= limit:
                break
        return [self._terms[row] for row in rows]

    def nearest(self, text: str) -> str | None:
        """The name of the term whose name or synonym is most like a text that finds nothing; None if none is."""
        synonyms = {synonym: row for row, held in enumerate(self._synonyms) for synonym in held}
        rows = synonyms | {name: row for row, name in enumerate(self._names)}
        close = get_close_matches(folded(text)[:_LONGEST_COMPARED], list(rows), n=1, cutoff=0.75)
        return self._terms[rows[close[0]]].name if close else None

    def _exact_matches(self) -> dict[str, list[int]]:
        """Rows by whole name, then by whole synonym, RadLex id and SNOMED CT code."""
        exact: dict[str, list[int]] = {}
        for row, name in enumerate(self._names):
            exact.setdefault(name, []).append(row)
        for row, term in enumerate(self._terms):
            codes = (code.lower() for code in (term.radlex, term.snomed) if code)
            for key in chain(self._synonyms[row], codes):
                exact.setdefault(key, []).append(row)
        return exact


class _Words:
    """For each word, in the order of the alphabet, the rows that it stands in."""

    def __init__(self, texts_of_rows: Iterable[Iterable[str]]) -> None:
        rows_of_word: dict[str, list[int]] = {}
        for row, texts in enumerate(texts_of_rows):
            for text in texts:
                for word in text.split():
                    rows_of_word.setdefault(word, []).append(row)
        self._words = sorted(rows_of_word)
        self._rows = [rows_of_word[word] for word in self._words]

    def rows(self, beginnings: list[str]) -> Iterator[int]:
        """Rows that may have words with all these beginnings: those of the rarest one."""
        stretches = [_stretch(self._words, beginning) for beginning in beginnings]
        rarest = min(stretches, key=lambda stretch: sum(len(self._rows[at]) for at in stretch))
        for at in rarest:
            yield from self._rows[at]


def _stretch(ordered: list[str], beginning: str) -> range:
    """The places in a sorted list of the texts that begin so."""
    return range(bisect_left(ordered, beginning), bisect_left(ordered, beginning + _AFTER_ALL_LETTERS))


def _has_all(text: str, beginnings: list[str]) -> bool:
    """Whether each of `beginnings` begins a word of the text."""
    spaced = f" {text}"
    return all(f" {beginning}" in spaced for beginning in beginnings)
