"""Old office files through LibreOffice: many in one call, a bad one fails alone, nothing is run and nothing fetched."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from spreadsheets import xlsx_of
from test_docx_generated import differences
from test_zipped import LAUGHS
from wordprocessing import docx_of

from toolkit import soffice
from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers import document_of, office
from toolkit.sample import draw_report

needs_office = pytest.mark.skipif(soffice.find_soffice() is None, reason="LibreOffice is not installed")
SEEDS = range(3)
RTF = b"{\\rtf1\\ansi\\ansicpg936 First\\par Second\\par}"
ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'office:version="1.2"><office:body><office:text>{}</office:text></office:body></office:document-content>'
)


def odt(body: str, doctype: str = "") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", doctype + ODT.format(body))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    return file.getvalue()


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        document_of(data, "a")
    return str(caught.value)


def written_by_libreoffice(folder: Path, endings: dict[str, str]) -> None:
    """Converts the files in a folder with these endings to the ones named, with LibreOffice itself."""
    for ending, target in endings.items():
        files = [str(path) for path in sorted(folder.glob(f"*.{ending}"))]
        profile = (folder / "profile").as_uri()
        command = [
            str(soffice.find_soffice()),
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            target,
        ]
        subprocess.run([*command, "--outdir", str(folder), *files], capture_output=True, check=True, timeout=200)


@needs_office
def test_generated_reports_in_every_old_format_come_back_exactly(tmp_path: Path) -> None:
    styles = ("plain", "tracked", "uneven")  # the others LibreOffice itself loses when it writes DOC or RTF
    for seed in SEEDS:
        (tmp_path / f"{seed}.docx").write_bytes(docx_of(draw_report(seed), styles[seed % len(styles)], seed))
        (tmp_path / f"{seed}.xlsx").write_bytes(xlsx_of(draw_report(seed), "bordered", seed))
    for endings in ({"docx": "doc"}, {"docx": "rtf"}, {"docx": "odt"}, {"xlsx": "ods"}):
        written_by_libreoffice(tmp_path, endings)
    paths = [tmp_path / f"{seed}.{ending}" for ending in ("doc", "rtf", "odt", "ods") for seed in SEEDS]
    steps = []
    with office.prepared(paths, lambda done, total: steps.append((done, total))) as count:
        assert count == len(paths) == steps[-1][0]
        for path in paths:
            assert not differences(draw_report(int(path.stem)), path), path.name
            assert document_of(path.read_bytes(), "a").format == path.suffix[1:]


@needs_office
def test_bad_files_fail_alone_and_the_others_are_read(tmp_path: Path) -> None:
    contents = {
        "good.rtf": RTF,
        "cut.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "WordDocument".encode("utf-16-le")
        + b"\0" * 3000,
        "laughs.odt": odt("<text:p>&j;</text:p>", LAUGHS),
        "good.odt": odt("<text:p>第三</text:p>"),
        "other.txt": b"text",
    }
    paths = [tmp_path / name for name in contents]
    for path in paths:
        path.write_bytes(contents[path.name])
    with office.prepared([*paths, tmp_path / "gone.doc"]) as count:
        assert count == 4
        assert [line.text for line in document_of(RTF, "a").lines] == ["First", "Second"]
        assert [line.text for line in document_of(contents["good.odt"], "a").lines] == ["第三"]
        assert "DOCTYPE" in reason(contents["laughs.odt"])
        assert "can't convert" in reason(contents["cut.doc"])


@needs_office
def test_picture_on_another_machine_is_not_fetched() -> None:
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/seen.png"
        picture = f'<draw:frame svg:width="9cm" svg:height="9cm"><draw:image xlink:href="{address}" xlink:type="simple"/></draw:frame>'
        document = document_of(odt(f"<text:p>甲{picture}</text:p>"), "a.odt")
    finally:
        server.shutdown()
        server.server_close()
    assert "甲" in document.lines[0].text
    assert not asked


def test_without_libreoffice_the_reason_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(soffice.VARIABLE, "/nowhere/soffice")
    found = reason(RTF)
    for word in ("LibreOffice", "Windows", "macOS", "apt-get", "DOCX", soffice.VARIABLE):
        assert word in found


def program(folder: Path, lines: str) -> Path:
    """A stand-in for LibreOffice: a Python script that gets the same arguments (files from the 12th on)."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\nout = Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
                    f"files = [Path(a) for a in sys.argv[sys.argv.index('--outdir') + 2:]]\n{lines}", encoding="utf-8")  # fmt: skip
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(os.name == "nt", reason="a script is no program on Windows")
def test_program_that_hangs_is_ended_with_its_children_and_the_others_are_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = docx_of(draw_report(1), "plain", 1)
    (tmp_path / "good.docx").write_bytes(good)
    lines = f"""
import shutil, subprocess
for file in files:
    if b"hang" in file.read_bytes():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path({str(tmp_path)!r}, "child").write_text(str(child.pid))
        time.sleep(60)
    shutil.copy({str(tmp_path / "good.docx")!r}, out / (file.stem + ".docx"))
"""
    monkeypatch.setenv(soffice.VARIABLE, str(program(tmp_path, lines)))
    monkeypatch.setattr(soffice, "SECONDS_WITHOUT_A_FILE", 1.5)
    contents = [RTF + b" %d" % n for n in range(2)] + [RTF + b" hang"] + [RTF + b" %d" % n for n in range(2, 4)]
    paths = [tmp_path / f"{n}.rtf" for n in range(5)]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    started = time.monotonic()
    with office.prepared(paths):
        for content in contents:
            if b"hang" in content:
                assert "takes too long" in reason(content)
            else:
                assert document_of(content, "a").format == "rtf"
    assert time.monotonic() - started < 30
    child = int((tmp_path / "child").read_text())
    time.sleep(0.2)
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_profile_forbids_macros_and_updates_of_links(tmp_path: Path) -> None:
    soffice._make_profile(tmp_path)
    settings = (tmp_path / "user" / "registrymodifications.xcu").read_text(encoding="utf-8")
    assert '"MacroSecurityLevel" oor:op="fuse"><value>3<' in settings
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert settings.count('"Link" oor:op="fuse"><value>2<') == 2
