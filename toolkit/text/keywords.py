"""Keywords of reports (TF-IDF, TextRank) and words typical of a group of reports (keyness), counts beside every
score.

Everything here works on words already cut: a report is a list of words, or of sentences that are lists of words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.text.words import Cutter, default_cutter

if TYPE_CHECKING:
    import networkx
    import pandas as pd

Words = Sequence[str]

# Sections that are written freely: the situation in general, problems and improvements, other matters.
NARRATIVE_SECTIONS = (1, 5, 6)
DAMPING = 0.85  # Mihalcea & Tarau 2004, section 2: the usual factor of PageRank
MISSING_COUNT = 0.5  # Hardie 2014: a word that a side never uses counts as half an occurrence there
PER = 10_000

_SENTENCE_END = re.compile(r"[。！？；!?;\n\r]+")


def report_sentences(
    sections: pd.DataFrame,
    numbers: Collection[int] = NARRATIVE_SECTIONS,
    cutter: Cutter | None = None,
    without: Mapping[str, Collection[str]] | None = None,
) -> dict[str, list[list[str]]]:
    """The content words of each report by sentence: report_id -> sentences -> words.

    `sections` is the table of that name; only the sections of these `numbers` are read, in this order. `cutter` is
    the default cutter where none is given. `without` names what to blank out of a report's text before it is cut,
    such as the agency's own name and its places: {report_id: ["新郑市自然资源和规划局", "新郑市"]}; the same words
    elsewhere stay. Sentences end at 。！？； and line ends. A report without such prose has an empty list. Raises
    KeyError for a frame without the columns report_id, number and text.
    """
    cutter = cutter or default_cutter()
    kept = sections[sections["number"].isin(list(numbers))].sort_values("number", kind="stable")
    reports: dict[str, list[list[str]]] = {report: [] for report in sections["report_id"]}
    for report, text in zip(kept["report_id"], kept["text"].fillna(""), strict=True):
        masked = _without(text, (without or {}).get(report, ()))
        sentences = (cutter.words(sentence) for sentence in _SENTENCE_END.split(masked))
        reports[report].extend(sentence for sentence in sentences if sentence)
    return reports


def report_words(
    sections: pd.DataFrame,
    numbers: Collection[int] = NARRATIVE_SECTIONS,
    cutter: Cutter | None = None,
    without: Mapping[str, Collection[str]] | None = None,
) -> dict[str, list[str]]:
    """The content words of each report in order: report_id -> words. Arguments as in `report_sentences`."""
    sentences = report_sentences(sections, numbers, cutter, without)
    return {report: [word for sentence in found for word in sentence] for report, found in sentences.items()}


def _without(text: str, names: Collection[str]) -> str:
    # A space in place of the name, or the words around it would run together. Long names first: 新郑市 is in 新郑市公安局.
    for name in sorted(filter(None, names), key=lambda n: (-len(n), n)):
        text = text.replace(name, " ")
    return text


def tfidf(docs: Mapping[str, Words], top: int = 15, min_count: int = 2) -> pd.DataFrame:
    """The words that set each report apart from the others: one row is a word of a report.

    `docs` is report_id -> words. Out come report_id, word, count (in the report), reports_with (reports that have the
    word), score and rank (1 is first), the `top` words of each report in the order of `docs`. Words with
    fewer than `min_count` occurrences in a report are not listed: in a short one, chance would put them first.

        score = count / words of the report × 1,000 × ln((1 + reports) / (1 + reports_with))

    A word of every report scores 0: it tells nothing of one of them (scikit-learn's own weight is 1 there, and
    reports as alike as these would all be headed by 政府信息公开). Reports without words have no row and do not count.
    Ties go by count, then by the word. Source: Spärck Jones 1972; scikit-learn, TfidfTransformer with smooth_idf.
    """
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    columns = ["report_id", "word", "count", "reports_with", "score", "rank"]
    docs = {report: words for report, words in docs.items() if words}
    if not docs:
        return pd.DataFrame(columns=columns)
    vectorizer = CountVectorizer(analyzer=list)
    counts = vectorizer.fit_transform(docs.values())
    vocabulary = vectorizer.get_feature_names_out().tolist()
    weights = (TfidfTransformer(norm=None, smooth_idf=True).fit(counts).idf_ - 1).tolist()
    reports_with = counts.getnnz(axis=0).tolist()
    rows = []
    for number, (report, words) in enumerate(docs.items()):
        row = counts[number]
        scored = [
            (round(count * weights[i] * 1000 / len(words), 9), count, vocabulary[i], reports_with[i])
            for i, count in zip(row.indices.tolist(), row.data.tolist(), strict=True)
            if count >= min_count
        ]
        scored.sort(key=lambda s: (-s[0], -s[1], s[2]))
        rows += [(report, w, count, n, score, rank) for rank, (score, count, w, n) in enumerate(scored[:top], start=1)]
    return pd.DataFrame(rows, columns=columns)


def textrank(docs: Mapping[str, Sequence[Words]], top: int = 15, window: int = 5) -> pd.DataFrame:
    """The words that hold each report's text together: one row is a word of a report.

    `docs` is report_id -> sentences -> words (`report_sentences`). Words are nodes; two different words are joined
    as often as they stand among `window` successive content words of a sentence. Out come report_id, word, count,
    neighbours (words it is joined to), score (PageRank; the scores of a report's words add up to 1) and rank, ties
    by count, then by the word. A word alone in all its sentences has no neighbours and is ranked all the same.
    Raises ValueError for a window below 2. Source: Mihalcea & Tarau 2004, section 3; edges weighted as in their
    section 2.2.
    """
    if any(isinstance(sentence, str) for sentences in docs.values() for sentence in sentences):
        raise ValueError(
            "textrank needs sentences, found words: pass report_sentences(sections), not report_words(sections)"
        )
    import networkx
    import pandas as pd

    if window < 2:
        raise ValueError(f"window is {window}; expected 2 or more words, or no word has a neighbour")
    rows = []
    for report, sentences in docs.items():
        graph = _cooccurrences(sentences, window)
        counts = Counter(word for sentence in sentences for word in sentence)
        ranks = networkx.pagerank(graph, alpha=DAMPING, max_iter=1000, tol=1e-10) if graph else {}
        scored = sorted((-round(score, 9), -counts[word], word) for word, score in ranks.items())
        rows += [
            (report, word, -count, graph.degree(word), -score, rank)
            for rank, (score, count, word) in enumerate(scored[:top], start=1)
        ]
    return pd.DataFrame(rows, columns=["report_id", "word", "count", "neighbours", "score", "rank"])


def _cooccurrences(sentences: Sequence[Words], window: int) -> networkx.Graph:
    """Words in the order they first stand, joined with the number of times they stand within the window."""
    import networkx

    graph = networkx.Graph()
    for sentence in sentences:
        graph.add_nodes_from(sentence)
        for i, word in enumerate(sentence):
            for other in sentence[i + 1 : i + window]:
                if other != word:
                    weight = graph.get_edge_data(word, other, {"weight": 0})["weight"]
                    graph.add_edge(word, other, weight=weight + 1)
    return graph


KEYNESS_COLUMNS = (
    "word",
    "count_target",
    "per_10k_target",
    "count_rest",
    "per_10k_rest",
    "reports_target",
    "reports_rest",
    "log_odds",
    "z",
    "g2",
    "log_ratio",
)


def keyness(
    target: Sequence[Words],
    rest: Sequence[Words],
    prior: Mapping[str, float] | None = None,
    prior_size: float | None = None,
    min_count: int = 5,
    min_reports: int = 2,
) -> pd.DataFrame:
    """How typical each word is of the `target` reports against the `rest`: one row is a word, the most typical first.

    Both sides are lists of reports, a report a list of words. Kept are words with `min_count` occurrences on both
    sides together that stand in `min_reports` reports of the side that uses them more, so that no report speaks for
    a group. Out come, besides counts, rates in 10,000 words and reports that have the word:

    - `log_odds`, `z`: log-odds ratio with an informative Dirichlet prior, and the same over its standard deviation.
      Above 0 the target uses the word more. Source: Monroe, Colaresi & Quinn 2008.
      `prior` gives the prior counts of the words, from a larger corpus that contains both sides; None takes the
      counts of both sides together. `prior_size` is how many words it is worth (None: as many as it counts, which is
      cautious); the larger, the more a rare word is drawn towards no difference.
    - `g2`: log-likelihood, the strength of evidence whichever the direction. Source: Dunning 1993; Rayson & Garside
      2000.
    - `log_ratio`: effect size; 1 means twice as frequent in the target, -1 half as frequent; a count of 0 is taken
      as 0.5. Source: Hardie 2014.

    |z| > 1.96 or g2 > 3.84 is no proof where hundreds of words are compared at once, and words of one report are not
    independent. Raises ValueError for a side without words, for reports that have but one word between them, or a
    prior that lacks a word.
    """
    import pandas as pd

    counts, reports = _counted(target, rest)
    n1, n2 = (seen.total() for seen in counts)
    alpha = _prior(counts[0] + counts[1], prior, prior_size)
    alpha_all = math.fsum(alpha.values())
    rows = []
    for word in sorted(counts[0] + counts[1]):
        a, b = counts[0][word], counts[1][word]
        leading = reports[0] if a / n1 >= b / n2 else reports[1]
        if a + b >= min_count and leading[word] >= min_reports:
            seen = (a, a * PER / n1, b, b * PER / n2, reports[0][word], reports[1][word])
            scores = (*_log_odds(a, b, n1, n2, alpha[word], alpha_all), _g2(a, b, n1, n2), _log_ratio(a, b, n1, n2))
            rows.append((word, *seen, *scores))
    rows.sort(key=lambda row: (-round(row[KEYNESS_COLUMNS.index("z")], 9), row[0]))
    return pd.DataFrame(rows, columns=list(KEYNESS_COLUMNS))


def _counted(target: Sequence[Words], rest: Sequence[Words]) -> tuple[list[Counter[str]], list[Counter[str]]]:
    """Of both sides how often each word occurs, and in how many reports."""
    counts = [Counter(word for doc in side for word in doc) for side in (target, rest)]
    reports = [Counter(word for doc in side for word in set(doc)) for side in (target, rest)]
    for name, seen in zip(("target", "rest"), counts, strict=True):
        if not seen:
            raise ValueError(f"the {name} has no words; keyness compares two sides that both have some")
    return counts, reports


def keyness_between(
    docs: Mapping[str, Words],
    groups: Mapping[str, str],
    prior: Mapping[str, float] | None = None,
    prior_size: float | None = None,
    min_count: int = 5,
    min_reports: int = 2,
) -> pd.DataFrame:
    """Keyness of each group of reports against all the others: the columns of `keyness` after a column `group`.

    `docs` is report_id -> words, `groups` report_id -> group (a year, a region, a kind of agency). Groups come in
    sorted order. A report without a group is on neither side; a group with fewer than `min_reports` reports can have
    no typical words. `group_sizes` shows both. Raises ValueError where fewer than two groups have words.
    """
    import pandas as pd

    sides: dict[str, list[Words]] = {}
    for report, words in docs.items():
        if words and not pd.isna(groups.get(report)):
            sides.setdefault(groups[report], []).append(words)
    if len(sides) < 2:
        found = "、".join(map(str, sides)) or "none"
        raise ValueError(f"keyness needs two groups or more with words; found {found}. Do the report ids agree?")
    frames = []
    for group in sorted(sides):
        rest = [words for other in sorted(sides) if other != group for words in sides[other]]
        frame = keyness(sides[group], rest, prior, prior_size, min_count, min_reports)
        frame.insert(0, "group", group)
        frames.append(frame)
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def group_sizes(docs: Mapping[str, Words], groups: Mapping[str, str]) -> pd.DataFrame:
    """What `keyness_between` has to go on: group, reports, words. Reports without a group are in a last row."""
    import pandas as pd

    frame = pd.DataFrame(
        {"group": [groups.get(report) for report in docs], "words": [len(words) for words in docs.values()]}
    )
    sizes = frame.groupby("group", dropna=False, sort=True)["words"].agg(["size", "sum"]).reset_index()
    return sizes.set_axis(["group", "reports", "words"], axis="columns")


def _prior(counts: Counter[str], prior: Mapping[str, float] | None, size: float | None) -> dict[str, float]:
    """Prior counts of the words, scaled to `size`."""
    if len(counts) < 2:
        raise ValueError("there is only one word in all; odds need another to compare it with")
    weights = dict(counts) if prior is None else {word: float(n) for word, n in prior.items() if n > 0}
    lacking = sorted(counts.keys() - weights.keys())
    if lacking:
        few = "、".join(lacking[:5])
        raise ValueError(
            f"the prior lacks {len(lacking)} words of the reports ({few} …); "
            "count the compared reports into the prior too"
        )
    scale = 1.0 if size is None else size / math.fsum(weights.values())
    return {word: n * scale for word, n in weights.items()}


def _log_odds(a: int, b: int, n1: int, n2: int, alpha: float, alpha_all: float) -> tuple[float, float]:
    """Log-odds ratio of a in n1 against b in n2 words, each with alpha of alpha_all words added, and its z-score."""
    odds1 = (a + alpha) / (n1 + alpha_all - a - alpha)
    odds2 = (b + alpha) / (n2 + alpha_all - b - alpha)
    difference = math.log(odds1) - math.log(odds2)
    return difference, difference / math.sqrt(1 / (a + alpha) + 1 / (b + alpha))


def _g2(a: int, b: int, n1: int, n2: int) -> float:
    """Log-likelihood of a in n1 against b in n2 words, over the word's own two cells (Rayson & Garside 2000)."""
    share = (a + b) / (n1 + n2)
    return 2 * sum(seen * math.log(seen / (n * share)) for seen, n in ((a, n1), (b, n2)) if seen)


def _log_ratio(a: int, b: int, n1: int, n2: int) -> float:
    """Binary logarithm of the ratio of the two rates."""
    return math.log2(((a or MISSING_COUNT) / n1) / ((b or MISSING_COUNT) / n2))
