"""Words of a text: one private tokenizer with the field's own lexicon, and the stop words of the genre.

Two engines give the same tokens: jieba (always there) and rjieba (its Rust sibling, the extra `fast`). Both see only
runs of Chinese characters; digits, letters and punctuation are split here, since there the two differ. jieba's global
tokenizer, cache file and log are never used: a private tokenizer gets its dictionary directly, so nothing is written
or printed.
"""

from __future__ import annotations

import os
import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any

# The characters that jieba's dictionary and its hidden Markov model know; rarer ones are tokens by themselves.
HAN = "\u4e00-\u9fd5"
# How often a lexicon word counts as seen in jieba's dictionary of 60 million tokens. Any of them must outweigh
# its parts, for which 40 would do in the worst case (不 with 掌握); and it stays below the common words of the
# dictionary (信息 has 12,000), so that it does not tear its neighbours apart.
LEXICON_FREQUENCY = 1000
ENGINE_VARIABLE = "TOOLKIT_WORDS_ENGINE"
ENGINES = ("auto", "jieba", "rjieba")

_ADDRESS = r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
_TOKENS = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|{_ADDRESS}"
    r"|\d+(?:[.,:：/-]\d+)*(?:[%％‰]|[年月日])?"  # numbers, times, shares; dates with their sign, or 日至 would seem a word
    rf"|[^\W\d_{HAN}]+(?:[-'’&]?[^\W_{HAN}]+)*"  # words of letters: APP, e-mail, PDF
    r"|\s+"
    r"|.",
    re.DOTALL,
)
_IS_ADDRESS = re.compile(_ADDRESS)
_HAN_WORD = re.compile(rf"[{HAN}]{{2,}}")
_NUMERALS = "〇零一二两三四五六七八九十百千万亿几多余数"
_COUNTED = "年月日号时分个次条件项份期人户家场元章款级类大届批篇册名位组处种段站台"
_HAN_NUMBER = re.compile(rf"第?[{_NUMERALS}]+(?:年度|月份|[{_COUNTED}])?")
_WORD_BEGINS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class WordGroup:
    """A named group of words from a TOML file; `default` says whether it is used where no groups are named."""

    key: str
    english: str
    source: str
    words: tuple[str, ...]
    default: bool = True


def read_word_groups(path: str | Path) -> tuple[WordGroup, ...]:
    """The groups of a lexicon or stop word file in their order.

    The file is TOML: `[[groups]]` with `key`, `english`, `source`, `words` (one text, words parted by spaces or
    lines) and, if it is not used by default, `default = false`. Raises ValueError, naming the file, for a group
    without one of these, a group given twice, or a word given twice.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a TOML file in UTF-8: {error}") from error
    groups = tuple(_group(path, number, entry) for number, entry in enumerate(data.get("groups", ()), start=1))
    if not groups:
        raise ValueError(f"{path}: no [[groups]] found; each needs key, english, source and words")
    for what, names in (("group", [g.key for g in groups]), ("word", [w for g in groups for w in g.words])):
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise ValueError(f"{path}: {what} given twice: {'、'.join(twice)}; remove one of each")
    return groups


def _group(path: Path, number: int, entry: dict[str, Any]) -> WordGroup:
    missing = [name for name in ("key", "english", "source", "words") if not isinstance(entry.get(name), str)]
    if missing:
        raise ValueError(
            f"{path}: group {number} ({entry.get('key', 'without key')}) has no text for {', '.join(missing)}"
        )
    words = tuple(entry["words"].split())
    return WordGroup(entry["key"], entry["english"], entry["source"], words, bool(entry.get("default", True)))


@cache
def lexicon_groups() -> tuple[WordGroup, ...]:
    """The groups of the lexicon that the toolkit ships (`lexicon.toml`)."""
    return _shipped("lexicon.toml")


@cache
def stop_word_groups() -> tuple[WordGroup, ...]:
    """The groups of stop words that the toolkit ships (`stopwords.toml`)."""
    return _shipped("stopwords.toml")


def _shipped(name: str) -> tuple[WordGroup, ...]:
    with resources.as_file(resources.files(__package__) / name) as path:
        return read_word_groups(path)


def lexicon_words() -> tuple[str, ...]:
    """All words of the shipped lexicon in its order; `lexicon=(*lexicon_words(), "…")` adds your own to it."""
    return tuple(word for group in lexicon_groups() for word in group.words)


def stop_words(groups: Iterable[str] | None = None) -> frozenset[str]:
    """The shipped stop words of these groups; of those marked as default where none are named.

    Raises ValueError for a group that does not exist.
    """
    known = {group.key: group for group in stop_word_groups()}
    chosen = [key for key, group in known.items() if group.default] if groups is None else list(groups)
    unknown = [key for key in chosen if key not in known]
    if unknown:
        raise ValueError(f"no group of stop words called {', '.join(unknown)}; there are {', '.join(known)}")
    return frozenset(word for key in chosen for word in known[key].words)


class Cutter:
    """Cuts Chinese text into words. Can be pickled, and makes its engine anew where it arrives.

    `engine` is "jieba", "rjieba", or "auto": what the environment variable TOOLKIT_WORDS_ENGINE says, else rjieba
    where it is installed, else jieba. Both give the same tokens. `lexicon` is the words kept whole (None: the
    shipped lexicon; an empty list: jieba's dictionary only). `stop_groups` names groups of the shipped stop words
    (None: the default ones), `more_stop_words` adds your own.

    Raises ValueError for an unknown engine or group and for a lexicon word that is not two or more Chinese
    characters, ImportError where rjieba is asked for and not installed.
    """

    def __init__(
        self,
        engine: str = "auto",
        lexicon: Iterable[str] | None = None,
        stop_groups: Iterable[str] | None = None,
        more_stop_words: Iterable[str] = (),
    ) -> None:
        self.engine = _engine_name(engine)
        self.lexicon = lexicon_words() if lexicon is None else _checked_lexicon(lexicon)
        self.stop_words = stop_words(stop_groups) | frozenset(more_stop_words)
        self._lexicon_set = frozenset(self.lexicon)
        self._cut_han: Callable[[str], list[str]] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_cut_han": None}

    def __repr__(self) -> str:
        return f"Cutter(engine={self.engine!r}, {len(self.lexicon)} lexicon words, {len(self.stop_words)} stop words)"

    def cut(self, text: str) -> list[str]:
        """All tokens of a text in order, nothing left out: joined they are the text again."""
        if self._cut_han is None:
            self._cut_han = _ENGINES[self.engine](self.lexicon)
        tokens: list[str] = []
        for match in _TOKENS.finditer(text):
            if match.lastgroup == "han":
                tokens.extend(self._cut_han(match.group()))
            else:
                tokens.append(match.group())
        return tokens

    def words(self, text: str, keep_single: bool = False) -> list[str]:
        """The content words of a text in order, with repetitions.

        Left out are stop words, punctuation, addresses of the net, numbers and dates (in Chinese numerals too,
        unless the lexicon has them: 十四五), and words of one character unless `keep_single`. Latin letters are made
        small, so that APP and App count as one word.
        """
        return [word for token in self.cut(text) if (word := token.lower()) and self._is_content(word, keep_single)]

    def _is_content(self, word: str, keep_single: bool) -> bool:
        if word in self.stop_words or (len(word) == 1 and not keep_single):
            return False
        if not _WORD_BEGINS.match(word) or _IS_ADDRESS.fullmatch(word):
            return False
        return word in self._lexicon_set or not _HAN_NUMBER.fullmatch(word)


@cache
def default_cutter() -> Cutter:
    """The one cutter that `cut` and `words` share: engine "auto", shipped lexicon, default stop words."""
    return Cutter()


def cut(text: str) -> list[str]:
    """All tokens of a text in order; joined they are the text again. See `Cutter.cut`."""
    return default_cutter().cut(text)


def words(text: str, keep_single: bool = False) -> list[str]:
    """The content words of a text in order. See `Cutter.words`."""
    return default_cutter().words(text, keep_single)


def _checked_lexicon(lexicon: Iterable[str]) -> tuple[str, ...]:
    if isinstance(lexicon, str):
        raise ValueError("the lexicon is one text; give a list of words, or read a file with read_word_groups")
    words = tuple(dict.fromkeys(lexicon))
    bad = [word for word in words if not _HAN_WORD.fullmatch(word)]
    if bad:
        raise ValueError(
            f"lexicon words must be two or more Chinese characters and nothing else, "
            f"found {'、'.join(map(repr, bad))}; digits, letters and signs are always split off, so take them out"
        )
    return words


def _engine_name(asked: str) -> str:
    place = "engine"
    if asked == "auto" and os.environ.get(ENGINE_VARIABLE):
        asked, place = os.environ[ENGINE_VARIABLE].strip().lower(), f"environment variable {ENGINE_VARIABLE}"
    if asked not in ENGINES:
        raise ValueError(f"{place} is {asked!r}; expected one of {', '.join(ENGINES)}")
    if asked != "auto":
        if asked == "rjieba" and not _rjieba():
            raise ImportError(
                f'{place} asks for rjieba, which is not installed; pip install "rjieba>=0.2", or use jieba'
            )
        return asked
    return "rjieba" if _rjieba() else "jieba"


@cache
def _rjieba() -> ModuleType | None:
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba if hasattr(rjieba.Jieba, "add_word") else None  # before 0.2 no words could be added


def _jieba_cut(lexicon: tuple[str, ...]) -> Callable[[str], list[str]]:
    """jieba's cut with its dictionary and this lexicon, on a tokenizer of our own that counts as initialised.

    Tokenizer.initialize is never called: it logs to the screen, and leaves a traceback there where its cache file in
    the temporary folder cannot be written. Reading the dictionary takes half a second, from such a cache a third of
    that. A cache of our own would save that time and add a file that can fail, so there is none. One thing is
    shared inside jieba and cannot be parted: words a user deletes with jieba.del_word are split here too.
    """
    with warnings.catch_warnings():
        # jieba 0.42.1 has escapes that Python 3.12 warns of, and imports pkg_resources, which warns of itself.
        warnings.simplefilter("ignore")
        import jieba

    tokenizer = jieba.Tokenizer()
    with open(Path(jieba.__file__).with_name("dict.txt"), "rb") as dictionary:
        frequencies, total = tokenizer.gen_pfdict(dictionary)
    for word in lexicon:
        known = frequencies.get(word, 0)
        if known > LEXICON_FREQUENCY:
            continue
        frequencies[word] = LEXICON_FREQUENCY
        total += LEXICON_FREQUENCY - known
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    return tokenizer.lcut


def _rjieba_cut(lexicon: tuple[str, ...]) -> Callable[[str], list[str]]:
    """rjieba's cut with this lexicon; words the dictionary has more often than the lexicon keep their frequency."""
    engine = _rjieba().Jieba()
    for word in lexicon:
        # Of a known word the suggestion is its frequency, give or take one.
        if not (engine.has_word(word) and engine.suggest_freq(word) > LEXICON_FREQUENCY):
            engine.add_word(word, LEXICON_FREQUENCY, None)
    return engine.cut


_ENGINES: dict[str, Callable[[tuple[str, ...]], Callable[[str], list[str]]]] = {
    "jieba": _jieba_cut,
    "rjieba": _rjieba_cut,
}
