"""A picture file becomes a document: each picture in it is a page."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from toolkit.reading.document import PAGES, Document, UnreadableFile
from toolkit.reading.readers import apart
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.pdf.pages import note_recognised, write_pages
from toolkit.reading.readers.scans import advice
from toolkit.reading.readers.scans.rendering import MOST_PIXELS, brought_to_size, page_of_picture

# A report has a dozen pages.
MOST_PICTURES = 300


def read(data: bytes, source: str) -> Document:
    """The document in a picture's bytes. Raises UnreadableFile with the reason and what to do."""
    pages = []
    for picture in _pictures(data):
        pages.append(page_of_picture(brought_to_size(picture)))
        apart.alive()
    if not any(page.characters for page in pages):
        raise UnreadableFile(f"this is a picture without text: {advice()}, or type the tables")
    builder = Builder(source, "picture", PAGES)
    write_pages(builder, pages)
    note_recognised(builder, pages)
    return builder.document()


def _pictures(data: bytes) -> Iterator[np.ndarray]:
    try:
        # What is too large is refused below, with a reason, before any pixel is unpacked.
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(BytesIO(data)) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if frame.width * frame.height > MOST_PIXELS:
                    raise UnreadableFile(
                        f"this picture has {frame.width * frame.height / 1e6:.0f} megapixels, more than the "
                        f"{MOST_PIXELS // 1_000_000} that are read: scan it at 200 to 300 dpi, or split it"
                    )
                if number == MOST_PICTURES:
                    raise UnreadableFile(f"this file has more than {MOST_PICTURES} pictures: split it")
                yield np.asarray(_on_white(ImageOps.exif_transpose(frame)))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFile(
            f"this picture is damaged and can't be read ({error}): get the file again from where it came from"
        ) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A picture in red, green and blue; what can be seen through is white paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture).convert("RGB")
    return picture.convert("RGB")
