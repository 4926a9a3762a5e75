"""Put pieces of a page together; every text from outside is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
body{font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;color:#1a1a1a;background:#fff;
max-width:1040px;margin:32px auto;padding:0 24px}
h1{font-size:26px;margin:0}h2{font-size:18px;margin:32px 0 8px}
h3{font-size:15px;margin:20px 0 6px}p{margin:8px 0;max-width:46em}
.quiet{color:#555}.pair{display:flex;gap:24px;flex-wrap:wrap}.pair>*{flex:1 1 440px;min-width:0;
margin:0}figure{margin:0}img{width:100%;image-rendering:pixelated;background:#ddd}
figcaption{color:#555;font-size:13px}
table{border-collapse:collapse;font-size:14px;margin:8px 0}
th,td{padding:3px 12px 3px 0;text-align:left;vertical-align:top;border-bottom:1px solid #e2e2e2}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
tr.total td{font-weight:600;border-top:1px solid #888}.wide{overflow-x:auto}
i.s{display:inline-block;width:20px;height:13px;border:1px solid #777;vertical-align:-1px;
margin-right:6px}svg{width:100%;max-width:680px;height:auto}
svg text{font-size:12px;fill:#333}svg .mid{text-anchor:middle}
svg .end{text-anchor:end}svg .axis{fill:none;stroke:#555}svg .grid{stroke:#e2e2e2}
svg .marked{stroke:#888;stroke-dasharray:4 4}
@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}figure,tr{break-inside:avoid}}
"""
_NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class PageText:
    """A page for screens: pictures side by side where there is room."""

    def page(self, title: str, parts: Iterable[str]) -> str:
        """Return a whole page that loads nothing and runs nothing."""
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FROM_OUTSIDE}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
            + "\n".join(parts)
            + "\n</body></html>"
        )

    def heading(self, text: str) -> str:
        """Return the heading of a section."""
        return f"<h2>{escape(text)}</h2>"

    def sentence(self, text: str, *, is_quiet: bool = False) -> str:
        """Return a paragraph."""
        kind = ' class="quiet"' if is_quiet else ""
        return f"<p{kind}>{escape(text)}</p>"

    def picture(self, uri: str, caption: str) -> str:
        """Return a picture with what it shows."""
        told = escape(caption)
        return f'<figure><img src="{uri}" alt="{told}"><figcaption>{told}</figcaption></figure>'

    def figure(self, svg: str, caption: str) -> str:
        """Return a plot with what it shows."""
        return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"

    def pair(self, parts: Iterable[str]) -> str:
        """Return parts side by side where there is room."""
        return f'<div class="pair">{"".join(parts)}</div>'

    def table(
        self,
        titles: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        n_texts: int,
        has_total: bool = False,
    ) -> str:
        """Return a table; cells are HTML already, beyond the first `n_texts` of a row numbers."""

        def line(cells: Sequence[str], tag: str, kind: str = "") -> str:
            parts = (
                f"<{tag}>{cell}</{tag}>" if at < n_texts else f'<{tag} class="n">{cell}</{tag}>'
                for at, cell in enumerate(cells)
            )
            return f"<tr{kind}>{''.join(parts)}</tr>"

        lines = [line(row, "td") for row in rows]
        if has_total:
            lines[-1] = lines[-1].replace("<tr>", '<tr class="total">', 1)
        head = line([escape(title) for title in titles], "th")
        body = f"<thead>{head}</thead><tbody>{''.join(lines)}</tbody>"
        return f'<div class="wide"><table>{body}</table></div>'

    def swatch(self, colour: str, name: str) -> str:
        """Return a name with its colour before it."""
        return f'<i class="s" style="background:{colour}"></i>{escape(name)}'


SCREEN = PageText()
