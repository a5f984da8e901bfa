"""`python -m nlp`: comments in, themes out, without the site."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nlp
from nlp.installed import reason_not_installed
from nlp.io import Fields, UnreadableFile, read_frames, read_texts, text_line, themes_document, write_all
from nlp.vector_file import VectorFile

_EPILOG = """\
FILE.json is a list of pillars: [{"code": "DI", "title": "…", "texts": ["clause", …]}, …].
OUT.jsonl has one line a comment, in order: {"id", "language", "campaign", "themes": [{"id", "p"}],
"points": [{"start", "end", "themes": [{"id", "p"}], "pillar": {"code", "p"}}]}; start and end count code
points; no themes: unplaced; pillar code null: fits no clause; comments of one campaign share a number.
THEMES.json is a list of {"id", "label", "keywords", "size", "people", "representatives", "comments", "asks",
"language", "parent", "loose"}: size counts points, people the comments that they stand in; comments are the ids of
the representatives, asks the sentence of each that asks for something, or null; language is the label's; themes of one
parent lie close together; a loose theme is what the others left over.
The same comments give the same themes in any order, and the same file the same bytes. Exit code 2: nothing was
written; a sentence says why.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with these arguments; 0 when both files are written, 2 with a sentence on what is wrong."""
    options = _parser().parse_args(arguments)
    if reason := reason_not_installed():
        print(reason, file=sys.stderr)
        return 2
    try:
        texts = read_texts(options.input, Fields(options.text_field, options.id_field, options.language_field))
        frames = read_frames(options.pillars) if options.pillars else []
        _check_places(options.out, options.themes, *([options.vectors] if options.vectors else []))
        result = _analysed(texts, frames, options)
        lines = (text_line(text) for text in result.texts)
        write_all([(options.out, lines), (options.themes, themes_document(result.themes))])
    except UnreadableFile as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


def _analysed(texts: Sequence[nlp.Text], frames: Sequence[nlp.Category], options: argparse.Namespace) -> nlp.Result:
    languages = tuple(options.languages.split(",")) if options.languages else None
    settings = nlp.PipelineSettings(languages=languages, label_language=options.label_language)
    encoder = nlp.SentenceEncoder(workers=options.workers)
    tell = None if options.quiet else _tell
    if options.vectors is None:
        return nlp.analyse(texts, frames, settings, progress=tell, embedder=encoder)
    with VectorFile(options.vectors) as shelf:
        return nlp.analyse(texts, frames, settings, progress=tell, embedder=encoder, vectors=shelf)


def _tell(stage: str, share: float) -> None:
    end = "\n" if share >= 1 else ""
    print(f"\r{stage} {share:4.0%}", end=end, file=sys.stderr, flush=True)


def _check_places(*places: Path) -> None:
    if len({place.resolve() for place in places}) < len(places):
        raise UnreadableFile("--out, --themes and --vectors name the same file twice.")
    for place in places:
        if place.is_dir():
            raise UnreadableFile(f"{place}: this is a folder; name a file.")
        if not place.absolute().parent.is_dir():
            raise UnreadableFile(f"{place}: there is no folder {place.parent} to write to.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nlp",
        description="Find languages, points, campaigns, themes and pillars in comments. Nothing leaves this machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("input", type=Path, metavar="IN.(csv|jsonl)", help="the comments, UTF-8")
    parser.add_argument("--text-field", required=True, metavar="F", help="column or key that holds the comment")
    parser.add_argument("--id-field", metavar="F", help="column or key of its id (else lines are numbered from 1)")
    parser.add_argument("--language-field", metavar="F", help="column or key of its declared language")
    parser.add_argument("--languages", metavar="ar,en,…", help="the languages of the round (else found in the texts)")
    parser.add_argument("--label-language", metavar="L", help="language of labels (else the most frequent)")
    parser.add_argument("--pillars", type=Path, metavar="FILE.json", help="the frame, see below")
    parser.add_argument("--seed", type=int, metavar="N", help="of no effect any more: nothing is left to chance")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="where the comments go")
    parser.add_argument("--themes", type=Path, required=True, metavar="THEMES.json", help="where the themes go")
    cores = min(4, os.cpu_count() or 1)
    parser.add_argument("--workers", type=int, default=cores, metavar="N", help=f"threads that embed ({cores})")
    parser.add_argument("--vectors", type=Path, metavar="FILE", help="keep vectors here: a run that stopped goes on")
    parser.add_argument("--quiet", action="store_true", help="no progress on the error stream")
    return parser


if __name__ == "__main__":
    sys.exit(main())
