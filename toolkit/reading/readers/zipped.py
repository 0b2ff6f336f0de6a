"""ZIP containers (DOCX, XLSX, ODT, ODS), opened with care: what a part really holds is measured before anything is read."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import Any

from lxml import etree

from toolkit.reading.document import UnreadableFile

# A report has some dozens of members, and its text part rarely 3 MB; pictures are larger but are not inflated here.
MOST_MEMBERS = 10_000
LARGEST_PART = 40_000_000
LARGEST_WHOLE = 400_000_000
# All parts that are read, together.
LARGEST_READ = 120_000_000
# Each tag becomes an object of some hundred bytes.
MOST_TAGS = 1_500_000
# Zeros deflate 1000 to 1, a sheet whose every empty row has a format 100 to 1; small parts may do as they like.
MOST_RATIO, SMALL_PART = 800, 2_000_000

_ENCRYPTED = 0x1
_DAMAGED = "the file is damaged ({}): get it again from where it came from, or open it, repair it and save it anew"
_HOSTILE = "{}, as no office program writes it: the file is not read; open it, look at it, and save it anew"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# ISO/IEC 29500 Strict has other names for the same elements (Word: "Strict Open XML Document").
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([\w/]+)")
_TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
    b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
_TRANSITIONAL_RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Container:
    """An opened container. Names of parts are told apart without regard to case, as the standard has it."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    _targets: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    _read: list[int] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self.members

    def read(self, name: str) -> bytes:
        """The bytes of a part, b"" where there is none. Raises UnreadableFile for one that is too large or damaged."""
        info = self.members.get(name.lower())
        if info is None:
            return b""
        if info.file_size > LARGEST_PART:
            raise too_large(info.filename)
        packed = max(info.compress_size, 1)
        if info.file_size > SMALL_PART and info.file_size / packed > MOST_RATIO:
            raise UnreadableFile(_HOSTILE.format(f"its part {info.filename} inflates {info.file_size // packed} to 1"))
        try:
            with self.archive.open(info) as part:
                data = part.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableFile(_DAMAGED.format(f"part {info.filename}: {error}")) from error
        self._read.append(len(data))
        if len(data) > LARGEST_PART or sum(self._read) > LARGEST_READ:
            raise too_large(info.filename)
        return data

    def xml_bytes(self, name: str) -> bytes:
        """The bytes of an XML part without any DOCTYPE, in the names of the transitional standard; b"" for none."""
        data = self.read(name)
        if any(mark in data for mark in _DOCTYPES):
            raise UnreadableFile(_HOSTILE.format(f"its part {name} declares entities (DOCTYPE)"))
        return _STRICT.sub(_transitional, data) if b"purl.oclc.org/ooxml" in data else data

    def xml(self, name: str) -> Any:
        """The root element of an XML part, None where there is none. Raises UnreadableFile for broken XML."""
        data = self.xml_bytes(name)
        return parsed(data, name) if data else None

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part ("" for the container) refers to inside it: id to (last word of the type, name of the part).

        References to the outside are left out: nothing is ever fetched.
        """
        if name in self._targets:
            return self._targets[name]
        folder, _, file = name.rpartition("/")
        root = self.xml(join(folder, "_rels", f"{file}.rels"))
        found = self._targets.setdefault(name, {})
        for relationship in root.iter(_RELATIONSHIP) if root is not None else ():
            if relationship.get("TargetMode") != "External":
                target = relationship.get("Target", "").replace("\\", "/")
                path = normpath(target if target.startswith("/") else join(folder, target)).lstrip("/")
                found[relationship.get("Id", "")] = (relationship.get("Type", "").rpartition("/")[2], path)
        return found

    def related(self, name: str, kind: str, default: str) -> str:
        """The name of the first part of a kind ("styles") to which another part refers, else the usual name."""
        found = (path for word, path in self.targets(name).values() if word == kind and self.has(path))
        return next(found, default)


def parsed(data: bytes, name: str) -> Any:
    """The root element of an XML part's bytes. Raises UnreadableFile where they are far too many or no well-formed XML."""
    if data.count(b"<") > MOST_TAGS:
        raise too_large(name)
    try:
        return etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(_DAMAGED.format(f"part {name} is no well-formed XML: {error}")) from error


def safe_parser() -> etree.XMLParser:
    """An XML parser that expands no entity, loads nothing and keeps the limits of libxml2."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def too_large(name: str) -> UnreadableFile:
    """The reason for a part that is larger than any report's."""
    return UnreadableFile(
        f"its part {name} is far larger than any report's (more than {LARGEST_PART // 1_000_000} MB or "
        f"{MOST_TAGS:,} tags): take out what is no report, and save it anew"
    )


def opened(data: bytes) -> Container:
    """The container in a file's bytes; its members are counted and their declared sizes added up, none is read.

    Raises UnreadableFile for one that is damaged, locked with a password, ambiguous, or far too large.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(_DAMAGED.format(error)) from error
    if len(infos) > MOST_MEMBERS:
        raise UnreadableFile(_HOSTILE.format(f"it has {len(infos):,} members"))
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        # Some Windows programs part folders with backslashes.
        name = info.filename.replace("\\", "/").lower().lstrip("/")
        if ".." in name.split("/"):
            raise UnreadableFile(_HOSTILE.format(f"a member of it points outside ({info.filename})"))
        if name in members:
            raise UnreadableFile(_HOSTILE.format(f"it has two members named {info.filename}"))
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableFile(
                "the file is locked with a password: open it with the password and save it without one"
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile(_HOSTILE.format(f"its member {info.filename} is packed in a rare way"))
        members[name] = info
    if sum(info.file_size for info in infos) > LARGEST_WHOLE:
        raise UnreadableFile(_HOSTILE.format(f"it inflates to more than {LARGEST_WHOLE // 1_000_000} MB"))
    return Container(archive, members)


def checked(data: bytes) -> None:
    """Looks at a container that another program will open: every XML part is inflated within bounds and has no DOCTYPE."""
    container = opened(data)
    for name in container.members:
        if name.endswith((".xml", ".rels", ".rdf")):
            container.xml_bytes(name)


def _transitional(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name in _TRANSITIONAL:
        return _TRANSITIONAL[name]
    if name.startswith(b"officeDocument/relationships"):
        return _TRANSITIONAL_RELATIONSHIPS + name.removeprefix(b"officeDocument/relationships")
    return match[0]
