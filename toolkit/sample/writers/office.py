"""Old Office files and PDF through LibreOffice, many files in one call: DOC, RTF and ODT from DOCX, XLS from XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.sample.writers.programs import (
    NO_OFFICE,
    ProgramFailed,
    ProgramMissing,
    find_office,
    run_program,
    scratch_folder,
)

# Format -> (format it is made from, LibreOffice's name of the filter).
MADE_FROM = {
    "doc": ("docx", "doc:MS Word 97"),
    "rtf": ("docx", "rtf:Rich Text Format"),
    "odt": ("docx", "odt:writer8"),
    "xls": ("xlsx", "xls:MS Excel 97"),
    "pdf": ("docx", "pdf:writer_pdf_Export"),
}
BATCH = 50
SECONDS_TO_START, SECONDS_A_FILE = 120, 20


def convert(files: Sequence[bytes], format: str) -> list[bytes]:
    """Files of the format that MADE_FROM names, each as a file of `format`, in their order.

    Raises ProgramMissing where LibreOffice is not installed, ProgramFailed where it does not convert a file.
    """
    office = find_office()
    if office is None:
        raise ProgramMissing(NO_OFFICE.format(format))
    converted: list[bytes] = []
    for start in range(0, len(files), BATCH):
        converted += _convert_batch(office, files[start : start + BATCH], format, start)
    return converted


def _convert_batch(office: Path, files: Sequence[bytes], format: str, start: int) -> list[bytes]:
    source, target = MADE_FROM[format]
    with scratch_folder() as scratch:
        folder = Path(scratch)
        inputs = [folder / f"{place:04}.{source}" for place in range(len(files))]
        for path, data in zip(inputs, files, strict=True):
            path.write_bytes(data)
        # A profile of its own: a LibreOffice that the user has open would else take the call and not convert.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        out = folder / "out"
        command = [office, profile, "--headless", "--norestore", "--convert-to", target, "--outdir", out, *inputs]
        ended = run_program(command, SECONDS_TO_START + SECONDS_A_FILE * len(files))
        results = [out / f"{path.stem}.{format}" for path in inputs]
        missing = [
            place for place, path in enumerate(results, start + 1) if not path.is_file() or not path.stat().st_size
        ]
        if missing:
            why = "it wrote nothing for" if ended else "it took too long for"
            raise ProgramFailed(
                f"LibreOffice: {why} {format} file {missing[0]} of a batch; try again, or leave {format} out"
            )
        return [path.read_bytes() for path in results]
