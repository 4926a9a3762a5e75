"""Take pictures of the window in its main states, to be looked at one by one.

`python -m tests.gallery.take FOLDER [NAME...]` writes FOLDER/NAME.png, all or those that are named.
It needs no screen. Pictures of real scenes are left out where these are not at hand.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gallery.sitting import Sitting

SMALL, MIDDLE, LARGE = (1280, 800), (1440, 900), (1920, 1080)
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLE = "sample"


@dataclass(frozen=True)
class Picture:
    """One picture: what the window shows, of which scene, how large, light or dark."""

    state: str
    size: tuple[int, int] = SMALL
    theme: str = "light"
    scene: str = SAMPLE
    scale: int = 1

    @property
    def name(self) -> str:
        """Name of the file, without its ending."""
        width, height = self.size
        scene = "" if self.scene == SAMPLE else f"_{self.scene}"
        scale = f"_x{self.scale}" if self.scale > 1 else ""
        return f"{self.state}{scene}_{width}x{height}_{self.theme}{scale}"

    @property
    def is_at_hand(self) -> bool:
        """Whether its scene is on this computer."""
        return self.scene == SAMPLE or (REAL / self.scene).is_dir()


# In the order in which a window comes to these states.
PICTURES = (
    Picture("start_empty"),
    Picture("start_empty", theme="dark", scale=2),
    Picture("start_recent", MIDDLE),
    Picture("start_recent", LARGE, "dark"),
    Picture("recovery", theme="dark"),
    Picture("opened"),
    Picture("opened", MIDDLE, "dark"),
    Picture("accuracy_missing"),
    Picture("swept"),
    Picture("swept", LARGE, "dark"),
    Picture("selected"),
    Picture("selected", MIDDLE, "dark"),
    Picture("selected", LARGE),
    Picture("selected", scale=2),
    Picture("values", MIDDLE),
    Picture("tree", theme="dark"),
    Picture("scatter", MIDDLE),
    Picture("advanced"),
    Picture("overlay", MIDDLE),
    Picture("compare", MIDDLE, "dark"),
    Picture("alone", theme="dark"),
    Picture("news", theme="dark"),
    Picture("preferences"),
    Picture("preferences", theme="dark"),
    Picture("export"),
    Picture("export", theme="dark"),
    Picture("sheet", MIDDLE),
    Picture("sheet", MIDDLE, "dark"),
    Picture("apply"),
    Picture("apply", theme="dark"),
    Picture("guide", theme="dark"),
    Picture("keys"),
    Picture("keys", theme="dark"),
    Picture("about", theme="dark"),
    Picture("index", theme="dark"),
    Picture("sensor", theme="dark"),
    Picture("remove_run", theme="dark"),
    *(
        Picture(f"{tool}_{state}", size, theme, scale=scale)
        for tool in ("clouds", "unusual", "compress", "partial", "accuracy")
        for state, size, theme, scale in (
            ("begun", SMALL, "light", 1),
            ("begun", MIDDLE, "dark", 1),
            ("busy", SMALL, "dark", 1),
            ("found", SMALL, "light", 1),
            ("found", SMALL, "dark", 2),
            ("found", LARGE, "dark", 1),
            ("steps", SMALL, "light", 1),
        )
    ),
    Picture("accuracy_labelling"),
    Picture("accuracy_labelling", MIDDLE, "dark"),
    Picture("many_k"),
    Picture("selected", MIDDLE, scene="l8_c2l2_alberta_1001"),
    Picture("selected", scene="hyperspectral_enmap_32x32x224"),
)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures, those of each scale in a process of its own."""
    folder, names = Path(arguments[0]), set(arguments[1:])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PICTURES if not names or one.name in names]
    scale = int(os.environ.get("QT_SCALE_FACTOR", "1"))
    for other in sorted({one.scale for one in wanted} - {scale}):
        of_scale = [one.name for one in wanted if one.scale == other]
        subprocess.run(
            [sys.executable, "-m", "tests.gallery.take", str(folder), *of_scale],
            env={**os.environ, "QT_SCALE_FACTOR": str(other)},
            check=True,
        )
    with tempfile.TemporaryDirectory() as home:  # nothing of this person's own is read or changed
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ[name] = f"{home}/{name}"
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from tests.gallery.sitting import Sitting

        sitting = Sitting(Path(home))
        of_scale = [one for one in wanted if one.scale == scale and one.is_at_hand]
        for scene in dict.fromkeys(one.scene for one in of_scale):
            take_of_scene(sitting, folder, [one for one in of_scale if one.scene == scene])
        sitting.end()
    return 0


def take_of_scene(sitting: "Sitting", folder: Path, pictures: Sequence[Picture]) -> None:
    """Bring a window to one state after the other, and take the pictures of each."""
    for state in dict.fromkeys(one.state for one in pictures):
        of_state = [one for one in pictures if one.state == state]
        sitting.come_to(state, of_state[0].scene)
        for one in of_state:
            sitting.show(one.size, one.theme)
            sitting.grab(state).save(str(folder / f"{one.name}.png"))
            print(one.name, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
