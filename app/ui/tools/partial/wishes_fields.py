"""Choose how classes are found by labels: what is set aside, by which method, how many clusters."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSpinBox, QWidget

from app.clustering.partial.choices import ASIDE_MAX, K_MAX, K_MIN, PartialMode, PartialWishes
from app.ui.parts import plain, theme

_SEED_MAX = 2**31 - 1
_METHODS = {
    PartialMode.VOTE: "Over-cluster and vote",
    PartialMode.SEEDS: "Labels as starting centres",
}
_TIPS = {
    PartialMode.VOTE: "Many clusters; labelled pixels say what each of them is.",
    PartialMode.SEEDS: "K-means begins at the labelled pixels, and keeps them in their class.",
}


class WishesFields(QWidget):
    """The fields of one way to find classes.

    Signals
    -------
    chosen : (PartialWishes,)
        Something else is wished.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wishes = PartialWishes()
        self._aside = self._spin("asideSpin", "Set aside for checking", 0, round(100 * ASIDE_MAX))
        self._aside.setSuffix(" %")
        self._aside.setToolTip(
            "Whole places, not single pixels: neighbours of what was learned from prove little."
        )
        self._method = plain.named(QComboBox(self), "partialMethodCombo", "Method")
        # As wide as its place: the longest of its words would widen the column of the tool.
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._method.setSizeAdjustPolicy(policy)
        for mode, text in _METHODS.items():
            self._method.addItem(text, mode)
            self._method.setItemData(
                self._method.count() - 1, _TIPS[mode], Qt.ItemDataRole.ToolTipRole
            )
        self._k = self._spin("partialKSpin", "Clusters", K_MIN - 1, K_MAX)
        self._k.setSpecialValueText("by the labels")
        self._k.setToolTip("As many as the labels can tell apart, or a number of your own.")
        self._least = self._spin("leastSpin", "Least confidence", 0, 100)
        self._least.setSuffix(" %")
        self._least.setToolTip("Pixels of a lower confidence stay without a class.")
        self._seed = self._spin("partialSeedSpin", "Seed", 0, _SEED_MAX)
        self._seed.setToolTip("The same seed gives the same map.")
        self._smooths = QCheckBox("Neighbours have a say", self)
        self._smooths.setObjectName("smoothsCheck")
        self._smooths.setToolTip("Weigh a pixel with its eight neighbours.")
        self._lay_out()
        self._method.setToolTip(plain.tip(_TIPS[PartialMode.VOTE]))
        self.show_wishes(self._wishes)
        for spin in (self._aside, self._k, self._least, self._seed):
            spin.valueChanged.connect(self._on_chosen)
        self._method.currentIndexChanged.connect(self._on_chosen)
        self._smooths.toggled.connect(self._on_chosen)

    def show_wishes(self, wishes: PartialWishes) -> None:
        """Show what is wished, without reporting it."""
        self._wishes = wishes
        fields = (self._aside, self._method, self._k, self._least, self._smooths, self._seed)
        blockers = [QSignalBlocker(field) for field in fields]
        self._aside.setValue(round(100 * wishes.aside))
        self._method.setCurrentIndex(list(_METHODS).index(wishes.mode))
        self._method.setToolTip(plain.tip(_TIPS[wishes.mode]))
        self._k.setValue(wishes.k or K_MIN - 1)
        self._k.setEnabled(wishes.mode is PartialMode.VOTE)
        self._least.setValue(round(100 * wishes.least))
        self._smooths.setChecked(wishes.smooths)
        self._seed.setValue(wishes.seed)
        for blocker in blockers:
            blocker.unblock()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.STEP_PX)
        grid.setVerticalSpacing(theme.STEP_PX // 2)
        rows = (
            ("Set aside for checking", self._aside),
            ("Method", self._method),
            ("Clusters", self._k),
            ("Least confidence", self._least),
            ("Seed", self._seed),
        )
        for row, (text, field) in enumerate(rows):
            label = plain.label(text, self)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self._smooths, len(rows), 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def _spin(self, name: str, title: str, least: int, most: int) -> QSpinBox:
        spin = plain.named(QSpinBox(self), name, title)
        spin.setRange(least, most)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        spin.setKeyboardTracking(False)  # a number counts once it is whole
        return spin

    @Slot()
    def _on_chosen(self) -> None:
        k = self._k.value()
        wishes = PartialWishes(
            mode=PartialMode(self._method.currentData()),
            k=0 if k < K_MIN else k,
            aside=self._aside.value() / 100,
            least=self._least.value() / 100,
            smooths=self._smooths.isChecked(),
            seed=self._seed.value(),
        )
        if wishes != self._wishes:
            self.show_wishes(wishes)
            self.chosen.emit(wishes)
