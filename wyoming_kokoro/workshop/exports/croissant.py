"""Croissant: a description of a data set for programs, in JSON-LD, beside sounds and a table."""

import hashlib
import json
from collections.abc import Sequence

from wyoming_kokoro import __version__
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.csv_line import csv_line
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import facts_of, part_of

TABLE = "samples.csv"
NUMBERS = ("speed", "seconds")
CONTEXT: dict[str, object] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds, the table and its description."""
    names = ("file", "split", *facts_of(samples[0]))
    lines = [csv_line(names)]
    for sample in samples:
        name = f"sounds/{sample.id}.wav"
        folder.sound(name, sample)
        facts = {"file": name, "split": part_of(sample)} | facts_of(sample)
        lines.append(csv_line(str(facts[each]) for each in names))
    table = "".join(f"{line}\n" for line in lines).encode()
    folder.file(TABLE, table)
    folder.lines("croissant.json", [json.dumps(_description(folder, table, names), ensure_ascii=False, indent=2)])


def _description(folder: ExportFolder, table: bytes, names: Sequence[str]) -> dict[str, object]:
    about = folder.about
    how = f"Made by wyoming-kokoro {__version__}: text to speech, and recordings where the table names no engine."
    return {
        "@context": CONTEXT, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.name, "description": about.purpose or "Sounds of speech.", "license": about.licence,
        "inLanguage": about.language, "version": "1.0.0", "rai:dataCollection": how,
        "rai:dataCollectionType": "Synthetic", "rai:personalSensitiveInformation": "None that was not said.",
        "distribution": [
            {
                "@type": "cr:FileObject", "@id": TABLE, "name": TABLE, "contentUrl": TABLE,
                "encodingFormat": "text/csv", "sha256": hashlib.sha256(table).hexdigest(),
            },
            {
                "@type": "cr:FileSet", "@id": "sounds", "name": "sounds", "encodingFormat": "audio/wav",
                "includes": "sounds/*.wav",
            },
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet", "@id": "samples", "name": "samples", "key": {"@id": "samples/id"},
                "field": [
                    {
                        "@type": "cr:Field", "@id": f"samples/{name}", "name": name,
                        "dataType": "sc:Float" if name in NUMBERS else "sc:Text",
                        "source": {"fileObject": {"@id": TABLE}, "extract": {"column": name}},
                    }
                    for name in names
                ],
            }
        ],
    }  # fmt: skip


CROISSANT = ExportDefinition("croissant", "Programs that read Croissant, such as mlcroissant.", write)
