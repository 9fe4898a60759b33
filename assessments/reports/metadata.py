"""What the PDF says of itself: document information, XMP, dates, and the answers attached to it.

Every date comes from the assessment, none from a clock. Knows pydyf's objects and no WeasyPrint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5
from xml.sax.saxutils import escape

import pydyf

from .attachment import NAME

NAMESPACE = "urn:stagecheck:report"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")  # XML has no way to write them
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a file says of its report; ``said`` are names (ASCII letters) and words.

    ``answers`` is the attached file; empty in an edition without one.
    """

    said: Mapping[str, str]
    as_of: str
    answers: bytes

    @property
    def created(self) -> str | None:
        """The assessment's date as metadata state it, if it is a day, month or year."""
        return self.as_of if _DAY.fullmatch(self.as_of) else None


def describe(pdf: pydyf.PDF, about: Particulars) -> None:
    """Say who and what the report is about, for programs; attach the answers, if there are any."""
    said = {name: _UNPRINTABLE.sub(" ", words) for name, words in about.said.items()}
    for name, words in said.items():
        pdf.info[name] = pydyf.String(words)
    _describe_in_xmp(pdf, said)
    if about.answers:
        _attach(pdf, about)


def _describe_in_xmp(pdf: pydyf.PDF, said: Mapping[str, str]) -> None:
    written = "".join(
        f"<stagecheck:{name}>{escape(words)}</stagecheck:{name}>" for name, words in said.items()
    )
    ours = (
        f'<rdf:Description rdf:about="" xmlns:stagecheck="{NAMESPACE}">{written}</rdf:Description>'
    )
    stream = _at(pdf, pdf.catalog["Metadata"])
    end = b"</rdf:RDF>"
    stream.stream = [b"".join(stream.stream).replace(end, ours.encode() + end, 1)]


def _attach(pdf: pydyf.PDF, about: Particulars) -> None:
    parameters = {
        "Size": len(about.answers),
        "CheckSum": f"<{md5(about.answers, usedforsecurity=False).hexdigest()}>",
    }
    if about.created:
        parameters["ModDate"] = pydyf.String("D:" + about.created.replace("-", ""))
    kind = {
        "Type": "/EmbeddedFile",
        "Subtype": "/application#2fjson",
        "Params": pydyf.Dictionary(parameters),
    }
    content = pydyf.Stream([about.answers], pydyf.Dictionary(kind), compress=True)
    pdf.add_object(content)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(NAME),
            "UF": pydyf.String(NAME),
            "Desc": pydyf.String("The answers that this report was made of"),
            "AFRelationship": "/Data",
            "EF": pydyf.Dictionary({"F": content.reference, "UF": content.reference}),
        }
    )
    pdf.add_object(file)
    pdf.catalog["AF"] = pydyf.Array([file.reference])
    names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
    names["EmbeddedFiles"] = pydyf.Dictionary(
        {"Names": pydyf.Array([pydyf.String(NAME), file.reference])}
    )


def _at(pdf: pydyf.PDF, reference: bytes) -> pydyf.Stream:
    return pdf.objects[int(reference.split()[0])]
