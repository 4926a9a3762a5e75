"""What a page tells of a compression is text, whatever stands in a scene."""

from app.clustering.compression.figures import ALL_BANDS, BandLoss, SizeFigures
from app.products.report_page.compression_part import CompressionTold, compression_part
from app.products.report_page.page_text import PageText


def test_a_unit_of_a_file_is_no_html():
    losses = tuple(BandLoss(name, "<i>", "<img>", 1.0, 2.0, 30.0) for name in (ALL_BANDS, "B1"))
    size = SizeFigures(4, 100, losses, 0.5, 1.0)
    text = "".join(compression_part(PageText(), CompressionTold((size,), {"deflate": 400}, None)))
    assert "&lt;img&gt;" in text
    assert "<img>" not in text
    assert "<i>" not in text
