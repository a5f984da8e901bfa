"""Papers as pages of their own: one file, nothing to fetch, readable by a screen reader, on paper and right to left.
Pure. The same page is what a PDF is made from.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from consult.core.i18n.languages import direction
from consult.drafts.redline.moves import MovedSegment
from consult.drafts.text_diff import Segment
from consult.tracing.papers.paper_lines import LineKind, LinePair, PaperLine

STYLE = """
@page { size: A4; margin: 22mm 20mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt } }
:root { color-scheme: light }
body { font: 1rem/1.5 "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; color: #1a1a1a;
 background: #fff; max-width: 46rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.7rem; line-height: 1.2 } h2 { font-size: 1.3rem; margin-top: 2em } h3 { font-size: 1.08rem }
h1, h2, h3 { break-after: avoid }
.quiet { color: #555 } .clause { margin: 0 0 .9em } .clause p { margin: 0 0 .4em }
.clause > p:first-child { break-after: avoid }
.number { font-weight: 700; margin-inline-end: .6em }
ins { color: #0b5c2e; background: #e3f4e8; text-decoration: underline }
del { color: #8c1d18; background: #fbe6e4; text-decoration: line-through }
.aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.text { white-space: pre-line }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6em 0 1.2em }
th, td { border: 1px solid #999; padding: .3em .5em; text-align: start; vertical-align: top }
thead { display: table-header-group } tr { break-inside: avoid } td.n, th.n { text-align: end }
.bar { display: block; height: .7em; min-width: 1px; background: #1f5f8b }
.wide { max-width: none } .beside { display: table; table-layout: fixed; width: 100%; margin-bottom: .9em }
.beside > .clause, .beside > .margin { display: table-cell; vertical-align: top }
.beside > .margin { width: 42%; padding-inline-start: 1.2em } .margin { font-size: .8rem; line-height: 1.35 }
.remark { border-inline-start: 3px solid #1f5f8b; padding-inline-start: .6em; margin: 0 0 .8em }
.remark p, .remark blockquote { margin: 0 0 .25em } .remark .answer { background: #eef3f8; padding: .15em .3em }
mark { background: #fdf0c0; color: inherit }
@media screen and (max-width: 40rem) { .beside, .beside > .clause, .beside > .margin { display: block; width: auto } }
a { color: #0b4f8a } blockquote { margin: 0 0 .8em; padding-inline-start: .8em; border-inline-start: 3px solid #999 }
.by { font-size: .82rem; color: #555 }
"""


def html_page(title: str, language: str, body: Iterable[Markup], *, wide: bool = False) -> bytes:
    text = Markup(
        '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        "<style>{style}</style>\n</head>\n<body{wide}>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ).format(
        language=language,
        direction=direction(language),
        title=title,
        wide=Markup(' class="wide"') if wide else "",
        style=Markup(STYLE),  # noqa: S704 - our own words
        body=Markup("\n").join(body),
    )
    return str(text).encode()


def element(name: str, *content: str | Markup, **attributes: str) -> Markup:
    """An element; what is not Markup is escaped. A name of an attribute may end in an underscore (`class_`)."""
    written = Markup("").join(Markup(' {}="{}"').format(key.rstrip("_"), value) for key, value in attributes.items())
    return Markup("<{name}{attributes}>{content}</{name}>").format(
        name=Markup(name),  # noqa: S704 - a name of ours
        attributes=written,
        content=Markup("").join(escape(part) for part in content),
    )


def text_of_lines(lines: Sequence[PaperLine]) -> list[Markup]:
    return [_line(line, [Segment("same", line.heading)], [Segment("same", line.text)]) for line in lines]


def comparison_of_lines(pairs: Sequence[LinePair], words: tuple[str, str, str]) -> list[Markup]:
    return [_line(pair.line, pair.heading, pair.segments, words, pair) for pair in pairs]


def _line(
    line: PaperLine,
    heading: Sequence[Segment],
    segments: Sequence[Segment],
    words: tuple[str, str, str] = ("", "", ""),
    pair: LinePair | None = None,
) -> Markup:
    written = redlined(segments, words)
    if line.kind != LineKind.CLAUSE:
        return element("h2" if line.kind == LineKind.PILLAR else "h3", written, **language_attributes(line.language))
    before = pair.old.number if pair is not None and pair.old is not None else line.number
    number = line.number if before == line.number else f"{before} → {line.number}"
    parts = [element("span", element("bdi", number), class_="number")]
    if any(text for _kind, text in heading):
        parts.append(element("strong", redlined(heading, words), **language_attributes(line.language)))
    return clause_element(line, parts, written, is_named=pair is None or not pair.stands_elsewhere)


def clause_element(line: PaperLine, head: Sequence[Markup], written: Markup, *, is_named: bool = True) -> Markup:
    """`is_named`: it can be led to by its identity, which stands once on a page."""
    remark = [element("p", line.remark, class_="by")] if line.remark else []
    said = element("div", written, class_="text", **language_attributes(line.language))
    name = {"id": f"c-{line.key}"} if is_named else {}
    return element("div", element("p", *head), said, *remark, class_="clause", **name)


def language_attributes(code: str) -> dict[str, str]:
    """Attributes of words in another language than the page's."""
    return {"lang": code, "dir": direction(code)} if code else {}


def redlined(
    segments: Sequence[Segment] | Sequence[MovedSegment], words: tuple[str, str, str] = ("", "", "")
) -> Markup:
    """With marks, and with no more than marks where no `words` are given ("[added:]", "[removed:]", "[end]")."""
    names = {"added": ("ins", words[0]), "removed": ("del", words[1])}
    out = []
    for segment in segments:
        kind, text = segment.kind, segment.text
        if kind == "same":
            out.append(escape(text))
            continue
        name, said = names[kind]
        aloud = [element("span", f"{word} ", class_="aloud") if word else Markup("") for word in (said, words[2])]
        out.append(element(name, aloud[0], text, aloud[1]))
    return Markup("").join(out)


def html_table(
    caption: str, names: Sequence[str], rows: Iterable[Sequence[str | Markup]], *, numbers: int = 0
) -> Markup:
    """The last `numbers` columns are numbers."""
    first_number = len(names) - numbers

    def cell(name: str, place: int, content: str | Markup, **attributes: str) -> Markup:
        return element(name, content, **({"class_": "n"} if place >= first_number else {}), **attributes)

    head = element("tr", *(cell("th", place, name, scope="col") for place, name in enumerate(names)))
    body = [
        element(
            "tr",
            *(
                cell("td", place, content) if place else cell("th", place, content, scope="row")
                for place, content in enumerate(row)
            ),
        )
        for row in rows
    ]
    return element("table", element("caption", caption), element("thead", head), element("tbody", *body))


def bar(share: float) -> Markup:
    """A bar beside its number: a picture that says nothing the number does not."""
    return element(
        "span", class_="bar", **{"aria-hidden": "true"}, style=f"width:{max(0.0, min(1.0, share)) * 100:.1f}%"
    )
