"""Blocks of a page become the lines of a document, in their order."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.reading.document import LINK
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.html.blocks import Block, Grid, LaidOut, Paragraph


def emit(blocks: Iterable[Block], builder: Builder) -> None:
    """Writes blocks into a builder. Raises UnreadableFile where they are far too many."""
    for block in blocks:
        if isinstance(block, Paragraph):
            builder.paragraph(block.text, (*block.region, LINK) if block.linked else block.region)
        elif isinstance(block, LaidOut):
            builder.laid_out(block.text)
            builder.lines[-1] = builder.lines[-1]._replace(region=block.region)
        elif isinstance(block, Grid):
            builder.table(block.cells, block.region)
            for _ in range(block.pictures):
                builder.picture(block.region)
        else:
            builder.picture(block.region)
