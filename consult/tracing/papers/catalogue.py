"""What open data there is, for machines: a data package (Frictionless, with Table Schema) and a catalogue (DCAT 3)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from consult.core.transparency.canonical import canonical_time
from consult.core.urls import absolute_url
from consult.drafts.models import Draft
from consult.tracing.papers.open_data.open_tables import OpenTable, PackedFile, table_schema

MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "ics": "text/calendar",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/akn+xml",
}
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SHA_256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def catalogue_of(
    draft: Draft, files: Sequence[PackedFile], tables: Mapping[str, OpenTable]
) -> Iterator[tuple[str, str, str]]:
    """(name, what it is, text) of both."""
    told = list(files)
    package = data_package(draft, [file for file in told if file.name in tables], tables)
    yield "datapackage.json", _("What each column means (Frictionless Table Schema)"), _json(package)
    yield "catalogue.jsonld", _("Catalogue of the files (DCAT)"), _json(dcat_catalogue(draft, told))


def data_package(draft: Draft, files: Sequence[PackedFile], tables: Mapping[str, OpenTable]) -> dict[str, Any]:
    """https://specs.frictionlessdata.io/data-package/"""
    resources = [
        {
            "name": tables[file.name].name,
            "path": file.name,
            "title": tables[file.name].title,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "bytes": file.size,
            "hash": f"sha256:{file.digest}",
            "schema": table_schema(tables[file.name]),
        }
        for file in files
    ]
    name = f"{draft.guideline.slug}-draft-{draft.number}"
    title = f"{draft.guideline.title}: {draft.title}"
    return {"profile": "tabular-data-package", "name": name, "title": title, "resources": resources}


def dcat_catalogue(draft: Draft, files: Sequence[PackedFile]) -> dict[str, Any]:
    """https://www.w3.org/TR/vocab-dcat-3/"""
    guideline = draft.guideline
    page = absolute_url("tracing.guideline", slug=guideline.slug)
    text = absolute_url("comments.read", slug=guideline.slug, number=draft.number)
    dataset: dict[str, Any] = {
        "@id": text,
        "@type": "dcat:Dataset",
        "dct:title": {"@value": f"{guideline.title}: {draft.title}", "@language": guideline.language},
        "dct:language": guideline.language,
        "dcat:landingPage": {"@id": page},
        "dcat:version": str(draft.number),
        "dcat:distribution": [_distribution(file, text) for file in files],
    }
    if draft.published_at is not None:
        dataset["dct:issued"] = {"@value": canonical_time(draft.published_at), "@type": "xsd:dateTime"}
    catalogue = {"@id": f"{page}#catalogue", "@type": "dcat:Catalog", "dct:title": guideline.title}
    return {"@context": PREFIXES, **catalogue, "dcat:dataset": [dataset]}


def _distribution(file: PackedFile, page: str) -> dict[str, Any]:
    checksum = {"spdx:algorithm": {"@id": SHA_256}, "spdx:checksumValue": file.digest}
    return {
        "@type": "dcat:Distribution",
        "dct:title": file.says,
        "dct:identifier": file.name,
        "dcat:accessURL": {"@id": page},
        "dcat:mediaType": MEDIA_TYPES[file.name.rpartition(".")[2]],
        "dcat:byteSize": file.size,
        "spdx:checksum": checksum,
    }


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
