"""Put the same pieces together for paper: rich text as Qt lays it out, lengths in points."""

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from typing_extensions import override

from app.products.report_page.page_text import PageText

_STYLE = """
h1{font-size:16pt;margin-bottom:4px}h2{font-size:12pt;margin-top:16px;margin-bottom:4px}
h3{font-size:10pt;margin-top:10px;margin-bottom:4px}
p{margin-top:4px;margin-bottom:4px}.quiet{color:#555555}
th{font-weight:600}td{vertical-align:top}
"""
_GAP_PT = 12
_PER_POINT = 300 / 72  # pixels of a plot on paper
_SCREEN_DPI = 96  # by which Qt reads the width of a picture
_MANY, _SMALL = 7, "font-size:7pt"  # columns, and how they are written then
_MORE, _SMALLER = 8, "font-size:6pt"  # seven bands and a name stay in one line, so small
_APART, _BARELY = "padding-right:10px", "padding-right:5px"  # of columns, where there is room
_PLOT_STYLE = """<style>text{font-size:12px;fill:#333333;font-family:DejaVu Sans}
.mid{text-anchor:middle}.end{text-anchor:end}.axis{fill:none;stroke:#555555}.grid{stroke:#e2e2e2}
.marked{stroke:#888888;stroke-dasharray:4 4}</style>"""


@dataclass(frozen=True, slots=True)
class PaperText(PageText):
    """A page for paper.

    Attributes
    ----------
    width_pt
        Of the text.
    draw
        Returns a drawing as the bytes of a PNG of a width in pixels.
    """

    width_pt: float
    draw: Callable[[str, int], bytes]

    @override
    def page(self, title: str, parts: Iterable[str]) -> str:
        told = escape(title)
        head = f'<head><meta charset="utf-8"><title>{told}</title><style>{_STYLE}</style></head>'
        return f"<html>{head}<body>{''.join(parts)}</body></html>"

    @override
    def picture(self, uri: str, caption: str) -> str:
        told = f'<span class="quiet">{escape(caption)}</span>'
        width = self._half_pt * _SCREEN_DPI / 72
        return f'<p><img src="{uri}" width="{width:.0f}"><br>{told}</p>'

    @override
    def figure(self, svg: str, caption: str) -> str:
        inner = svg.replace(">", f">{_PLOT_STYLE}", 1)
        inner = inner.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        pixels = self.draw(inner, round(self._half_pt * _PER_POINT))
        uri = "data:image/png;base64," + base64.b64encode(pixels).decode("ascii")
        return self.picture(uri, caption)

    @override
    def pair(self, parts: Iterable[str]) -> str:
        cells = "".join(f'<td width="50%">{part}</td>' for part in parts)
        return f'<table width="100%" cellpadding="0" cellspacing="6"><tr>{cells}</tr></table>'

    @override
    def table(
        self,
        titles: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        n_texts: int,
        has_total: bool = False,
    ) -> str:
        made = PageText.table(self, titles, rows, n_texts=n_texts, has_total=has_total)
        made = made.replace("<th>", '<th align="left">').replace("<td>", '<td align="left">')
        made = re.sub(r'<(t[hd]) class="n">', r'<\1 align="right">', made)
        is_wide = len(titles) >= _MANY
        if not is_wide:
            made = re.sub(r"<(t[hd]) ", rf'<\1 style="{_APART}" ', made)
        elif len(titles) == _MORE:
            made = re.sub(r"<(t[hd]) ", rf'<\1 style="{_BARELY}" ', made)
        size = f' style="{_SMALLER if len(titles) >= _MORE else _SMALL}"' if is_wide else ""
        return made.replace("<table>", f'<table cellspacing="0" cellpadding="2"{size}>')

    @override
    def swatch(self, colour: str, name: str) -> str:
        patch = f'<span style="background-color:{colour}">{4 * "&nbsp;"}</span>'
        return f"{patch}&nbsp;&nbsp;{escape(name)}"

    @property
    def _half_pt(self) -> float:
        return (self.width_pt - 3 * _GAP_PT) / 2
