"""Text recognition by RapidOCR (Apache-2.0), whose models come in its wheel: where lines stand, and what a line says."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from toolkit.reading.readers.scans.types import Box, Glyph, Grey

# The height to which the model brings a line, and pixels of a line for one of its steps.
MODEL_HEIGHT, STEP = 48, 8
# Where lines are looked for a page is at most so many pixels high or wide.
LARGEST_SKETCH = 1280
# So much paper is left at both ends of a line, in heights of it.
MARGIN = 0.4
# Lines read at once, how wide they may be together (pixels; a wider one is read alone), and how much wider than the first
# of them the last may be.
BATCH, TOGETHER, WIDER = 16, 4000, 1.15
# What looks like a digit, where nothing but a figure can stand.
ALIKE = (("0", "OoQD〇○°"), ("1", "lI|丨ｌ"), ("7", "フ"), ("8", "B"), ("5", "S"), ("2", "Z"))
FIGURE = frozenset("0123456789.,，．%-—－/ " + "".join(likes for _, likes in ALIKE))


@cache
def _engine() -> Any:
    """The models, loaded once a process."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    threads = int(os.environ.get("TOOLKIT_OCR_THREADS", "-1"))
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.max_side_len": 100_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )


def lines_in(grey: Grey) -> list[Box]:
    """Where lines of text stand in a level picture, from top to bottom."""
    scale = min(1.0, LARGEST_SKETCH / max(grey.shape))
    sketch = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    found = _engine()(cv2.cvtColor(sketch, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
    if getattr(found, "boxes", None) is None:
        return []
    boxes = np.asarray(found.boxes) / scale
    return sorted(
        (Box(*(int(v) for v in (*quad.min(axis=0), *np.ceil(quad.max(axis=0))))) for quad in boxes),
        key=lambda box: (box.top, box.left),
    )


def read_lines(crops: Sequence[Grey]) -> list[list[Glyph]]:
    """The characters of pictures of one line each, with their places in it."""
    lines = [_line(crop) for crop in crops]
    read: list[list[Glyph]] = [[] for _ in crops]
    # Lines of one width cost no padding; the last batch of a width may be small.
    for batch in _batches([line.shape[1] for line in lines]):
        wide = max(lines[i].shape[1] for i in batch)
        block = np.zeros((len(batch), 3, MODEL_HEIGHT, wide), np.float32)
        for place, i in enumerate(batch):
            block[place, :, :, : lines[i].shape[1]] = (lines[i].astype(np.float32) / 127.5 - 1.0)[None]
        for i, sure in zip(batch, _asked(block), strict=True):
            read[i] = _decoded(sure, wide, crops[i])
    return read


def _asked(block: np.ndarray) -> np.ndarray:
    """What the model says of lines: for each of its steps the probability of each class. Raises MemoryError."""
    try:
        return _recogniser().session(block)
    except Exception as error:
        # Its own exception for whatever went wrong in native code.
        if "alloc" in str(error):
            raise MemoryError from error
        raise


@cache
def _recogniser() -> Any:
    engine = _engine()
    if engine.text_rec is None:
        engine.recognize_txt([np.full((MODEL_HEIGHT, MODEL_HEIGHT, 3), 255, np.uint8)])
    return engine.text_rec


@cache
def _letters() -> tuple[str, ...]:
    """What each class of the model stands for; the first is the gap between characters."""
    return tuple(_recogniser().postprocess_op.character)


@cache
def _alike() -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Classes of the digits, and of what looks the same where only a digit can stand."""
    letters = {letter: number for number, letter in enumerate(_letters())}
    return tuple((letters[digit], tuple(letters[one] for one in likes if one in letters)) for digit, likes in ALIKE)


def _line(crop: Grey) -> np.ndarray:
    """A crop as high as the model wants it, with paper at both ends."""
    margin = round(MARGIN * crop.shape[0])
    white = int(np.percentile(crop, 90))
    wide = cv2.copyMakeBorder(crop, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=white)
    how = cv2.INTER_AREA if crop.shape[0] > MODEL_HEIGHT else cv2.INTER_CUBIC
    width = max(STEP, round(wide.shape[1] * MODEL_HEIGHT / wide.shape[0] / STEP) * STEP)
    return cv2.resize(wide, (width, MODEL_HEIGHT), interpolation=how)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Lines of about one width, by their indices."""
    batch: list[int] = []
    for i in sorted(range(len(widths)), key=lambda i: (widths[i], i)):
        full = len(batch) == BATCH or (len(batch) + 1) * widths[i] > TOGETHER
        if batch and (full or widths[i] > WIDER * widths[batch[0]]):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _decoded(sure: np.ndarray, wide: int, crop: Grey) -> list[Glyph]:
    """The characters that the model sees: of each step the likeliest class, a repeated one once (CTC)."""
    best = _runs(sure)
    letters = _letters()
    if best and all(letters[number] in FIGURE for number, _, _ in best):
        sure = sure.copy()
        for digit, likes in _alike():
            sure[:, digit] += sure[:, list(likes)].sum(axis=1)
            sure[:, list(likes)] = 0
        best = _runs(sure)
    margin = round(MARGIN * crop.shape[0])
    scale = (crop.shape[0] / MODEL_HEIGHT) * (wide / len(sure))
    read = [(letters[n], (at + 0.5) * scale - margin, p) for n, at, p in best if not letters[n].isspace()]
    return _placed(read, crop)


def _runs(sure: np.ndarray) -> list[tuple[int, float, float]]:
    """Class, middle (in steps) and greatest probability of each run of steps with one class, the gaps left out."""
    best = sure.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    return [(int(best[a]), (a + b - 1) / 2, float(sure[a:b, best[a]].max())) for a, b in pairwise(edges) if best[a]]


def _placed(read: Sequence[tuple[str, float, float]], crop: Grey) -> list[Glyph]:
    """Characters with their places: each reaches to the middle between it and the next, but no farther than its height."""
    high, wide = crop.shape
    glyphs = []
    for i, (letter, middle, confidence) in enumerate(read):
        half = high / 2 if letter >= "\u2e80" else high / 3
        left = max((read[i - 1][1] + middle) / 2, middle - half) if i else middle - half
        right = min((middle + read[i + 1][1]) / 2, middle + half) if i + 1 < len(read) else middle + half
        glyphs.append(Glyph(letter, max(left, 0.0), min(right, float(wide)), min(confidence, 1.0)))
    return glyphs
