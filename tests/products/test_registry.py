"""Test the list of all products."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from app.products.registry import OWN_NAMES
assert {"report_k05.html", "report_k05.pdf"} <= OWN_NAMES
writers = {"app.products.report_page.report_file", "app.products.report_page.paged_report"}
tools = {"app.clustering.accuracy.assessment", "app.clustering.legends.changes.differences"}
print(*(writers | tools).intersection(sys.modules))
"""


def test_names_of_products_are_known_without_what_writes_reports_and_what_tools_find():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
