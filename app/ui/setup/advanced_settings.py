"""Offer the settings of a sweep that are rarely changed."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSpinBox, QWidget

from app.clustering.settings import N_SAMPLE_MAX, N_SILHOUETTE_MAX, Fitter, Scaling, SweepSettings
from app.scene.nodata import NoDataRule
from app.ui.parts import plain
from app.ui.setup.nodata_edit import NoDataEdit
from app.ui.setup.number_spin import NumberSpin

_SEED_MAX = 2**31 - 1  # a QSpinBox counts in 32 bits with a sign
_SCALING_TITLES = (
    (Scaling.NONE, "No, raw values"),
    (Scaling.STANDARDISE, "Yes, standardise"),
    (Scaling.ANGLE, "Angle (spectral shape)"),
)
_FITTER_TITLES = (
    (Fitter.BANDSWEEP, "Bandsweep"),
    (Fitter.SCIKIT_LEARN, "scikit-learn"),
)


class AdvancedSettings(QWidget):
    """A form of scaling, fitter, seed, restarts and sample sizes.

    Signals
    -------
    nodata_changed(NoDataRule)
        No data was asked to count as values, or not to, or to be another value.
    changed()
        Something is set to another value, by the person or from elsewhere.
    """

    nodata_changed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = NoDataRule()
        self._wide_seed = 0
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(4)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._scaling = self._add_combo(
            "scalingCombo",
            "Scale bands",
            _SCALING_TITLES,
            "Raw values: bright bands with a wide range weigh most, as in the tutorial; stored "
            "numbers where all bands are calibrated alike, else units. "
            "Standardise: every band weighs the same. "
            "Angle: the shape of a spectrum counts, and not how bright it is.",
        )
        self._fitter = self._add_combo(
            "fitterCombo",
            "Fit with",
            _FITTER_TITLES,
            "Bandsweep: this program's own k-means, fast. scikit-learn: its KMeans looks for the "
            "clusters on the sample, to check the results against it; several times slower.",
        )
        self._seed = self._add_spin(
            "seedSpin",
            "Seed",
            (0, _SEED_MAX, 1),
            "The start of all random choices. The same seed gives the same map.",
        )
        self._starts = self._add_spin(
            "startsSpin",
            "Restarts",
            (1, 100, 1),
            "How often each k is begun anew; the tightest result is kept. "
            "More is steadier and slower.",
        )
        self._sample = self._add_spin(
            "sampleSpin",
            "Sample, pixels",
            (1_000, N_SAMPLE_MAX, 10_000),
            "Clusters are first looked for on this many pixels, spread over the scene; "
            f"then every pixel is counted. {N_SAMPLE_MAX} at most: more gain next to nothing.",
        )
        self._silhouette = self._add_spin(
            "silhouetteSpin",
            "Silhouette, pixels",
            (100, N_SILHOUETTE_MAX, 500),
            f"Pixels the silhouette is measured on, the same for every k. More narrows its "
            f"spread and takes longer; {N_SILHOUETTE_MAX} at most.",
        )
        self._value = NoDataEdit(self)
        self._add_row(
            "No-data value",
            self._value,
            "Pixels with this value in any ticked band stay out of the clusters, instead of those "
            "that the files declare. Empty: as the files say.",
        )
        self._as_values = QCheckBox("Count no data as a class", self)
        plain.named(self._as_values, "nodataAsValuesCheck", "Count no data as a class")
        self._as_values.setToolTip(
            "Off: pixels without data stay out of the clusters. On: they count like any other "
            "value, as in the tutorial, and take up a cluster."
        )
        self._form.addRow(self._as_values)
        self.setFocusProxy(self._scaling)
        self.show_settings(SweepSettings(band_names=()))
        self._as_values.toggled.connect(self._on_as_values)
        self._value.changed.connect(self._on_value)
        for combo in (self._scaling, self._fitter):
            combo.currentIndexChanged.connect(self.changed)
        for spin in (self._seed, self._starts, self._sample, self._silhouette):
            spin.valueChanged.connect(self.changed)

    def settings(self, k_min: int, k_max: int) -> SweepSettings:
        """Return the chosen settings for a range of k; the bands are left open."""
        self._value.take()  # a key may start a sweep while the field is typed into
        return SweepSettings(
            band_names=(),
            k_min=k_min,
            k_max=k_max,
            scaling=Scaling(self._scaling.currentData()),
            seed=self._chosen_seed(),
            n_starts=self._starts.value(),
            n_sample_px=self._sample.value(),
            n_silhouette_px=self._silhouette.value(),
            nodata=self._rule,
            fitter=Fitter(self._fitter.currentData()),
        )

    def show_settings(self, settings: SweepSettings) -> None:
        """Show settings from elsewhere, such as a project file; no data is told by `set_nodata`."""
        self._wide_seed = settings.seed
        self._scaling.setCurrentIndex(self._scaling.findData(settings.scaling.value))
        self._fitter.setCurrentIndex(self._fitter.findData(settings.fitter.value))
        self._seed.setValue(min(settings.seed, _SEED_MAX))
        self._starts.setValue(settings.n_starts)
        self._sample.setValue(settings.n_sample_px)
        self._silhouette.setValue(settings.n_silhouette_px)

    def set_nodata(self, rule: NoDataRule) -> None:
        """Show what counts as no data, without reporting it."""
        with QSignalBlocker(self._as_values):
            self._rule = rule
            self._as_values.setChecked(rule.as_values)
        self._value.show_value(rule.value)
        self._value.setDisabled(rule.as_values)

    def _chosen_seed(self) -> int:
        """Return the seed; one from elsewhere may be too large for the field."""
        shown = self._seed.value()
        is_untouched = shown == _SEED_MAX < self._wide_seed
        return self._wide_seed if is_untouched else shown

    def _add_combo(
        self, name: str, title: str, entries: Iterable[tuple[StrEnum, str]], tip: str
    ) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        for value, shown in entries:
            combo.addItem(shown, value.value)
        self._add_row(title, combo, tip)
        return combo

    def _add_spin(self, name: str, title: str, bounds: tuple[int, int, int], tip: str) -> QSpinBox:
        spin = NumberSpin(self)
        spin.setObjectName(name)
        lowest, highest, step = bounds
        spin.setRange(lowest, highest)
        spin.setSingleStep(step)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._add_row(title, spin, tip)
        return spin

    def _add_row(self, title: str, field: QWidget, tip: str) -> None:
        field.setAccessibleName(title)
        field.setToolTip(tip)
        label = plain.label(title, self)
        label.setBuddy(field)
        label.setToolTip(tip)
        self._form.addRow(label, field)

    @Slot(bool)
    def _on_as_values(self, counted: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._rule = replace(self._rule, as_values=counted)
        self._value.setDisabled(counted)
        self.nodata_changed.emit(self._rule)

    @Slot()
    def _on_value(self) -> None:
        self._rule = replace(self._rule, value=self._value.value)
        self.nodata_changed.emit(self._rule)
