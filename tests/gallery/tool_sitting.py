"""Bring the guided tools to the states of which pictures are taken."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.session import Session
from app.steps import Progress
from app.ui.parts.fold import Fold
from app.ui.tools.tool_column import ToolColumn
from app.ui.tools.tool_page import ToolPage
from app.ui.window.main_window import MainWindow
from resources.guide.tool_pictures import TOOL_PICTURES, Wait, open_tool

# The action and what its objects are called, by the name of the tool in the guide.
TOOLS = {
    "clouds": ("ToolClouds", "clouds"),
    "unusual": ("ToolAnomalies", "anomalies"),
    "compress": ("ToolCompress", "compress"),
    "partial": ("ToolPartial", "partial"),
    "accuracy": ("ToolAccuracy", "accuracy"),
}
BEGUN, FOUND, STEPS, BUSY, MISSING = "begun", "found", "steps", "busy", "missing"
_PROGRESS = Progress("Reading what was chosen, block by block", 0.4, 75.0)
State = Callable[[MainWindow, Session, Wait], None]


def states() -> dict[str, State]:
    """Return a way to each state, by its name: "clouds_begun", "clouds_found" .."""
    found: dict[str, State] = {}
    for tool in TOOLS:
        found[f"{tool}_{BEGUN}"] = partial(_begin, tool)
        found[f"{tool}_{FOUND}"] = TOOL_PICTURES[tool]
        found[f"{tool}_{STEPS}"] = partial(_unfold, tool)
        found[f"{tool}_{BUSY}"] = partial(_keep_busy, tool)
    found[f"accuracy_{FOUND}"] = _assess
    found["accuracy_labelling"] = TOOL_PICTURES["accuracy"]
    found[f"accuracy_{MISSING}"] = partial(_begin, "accuracy")
    return found


def is_of_tool(state: str) -> bool:
    """Whether a state shows a tool."""
    return state.partition("_")[0] in TOOLS


def leave(window: MainWindow) -> None:
    """Close the tool, so that the next state finds the window as it was."""
    window.findChild(ToolColumn, "leftPages").show_setup()


def page_of(window: MainWindow, tool: str) -> ToolPage:
    """Return the page of a tool."""
    page = window.findChild(QWidget, f"{TOOLS[tool][1]}ToolPage")
    assert isinstance(page, ToolPage)
    return page


def _begin(tool: str, window: MainWindow, _session: Session, _wait: Wait) -> None:
    open_tool(window, TOOLS[tool][0])


def _unfold(tool: str, window: MainWindow, _session: Session, _wait: Wait) -> None:
    """Show the steps above what was found before."""
    open_tool(window, TOOLS[tool][0])
    window.findChild(Fold, f"{TOOLS[tool][1]}ToolFold").click()


def _keep_busy(tool: str, window: MainWindow, _session: Session, _wait: Wait) -> None:
    open_tool(window, TOOLS[tool][0])
    page_of(window, tool).show_progress(_PROGRESS)


def _assess(window: MainWindow, session: Session, wait: Wait) -> None:
    """Answer every place as the map has it but for a few, and assess."""
    open_tool(window, "ToolAccuracy")
    desk = session.accuracy
    desk.draw(80, 10, 3)
    wait(lambda: desk.places is not None)
    places = desk.places
    numbers = {one.value: number for number, one in enumerate(places.classes, start=1)}
    for at, stratum in enumerate(places.strata):
        desk.go_to(at)
        desk.answer(1 + at % len(numbers) if at % 9 == 0 else numbers[stratum])
    desk.assess()
    wait(lambda: desk.found is not None)
