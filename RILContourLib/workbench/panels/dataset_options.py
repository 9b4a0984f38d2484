"""How masks and tables of many series are exported and imported: what people can choose, and the words for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from ...exchange.masks_out import MASK_LAYOUTS, MaskExportOptions, MaskLayout
from ...exchange.table_kinds import TABLES, USUAL_TABLES, TableName
from ...exchange.tables import TABLE_FORMATS, TableExportOptions, TableFormat
from ...panels.choices import one_of
from ...panels.translation import _
from ...session.importing import EXISTING, Existing, ImportOptions
from ..elements import element

LAYOUT_LABEL = _("Files")
OVERWRITE_LABEL = _("replace files of an earlier export")
EXISTING_LABEL = _("ROI that are marked already")
LEAVE_OUT_LABEL = _("leave out what is no ROI of the project")


@dataclass(frozen=True)
class Options:
    """The choices of all three kinds of work; see `MaskExportOptions`, `TableExportOptions` and `ImportOptions`."""

    layout: MaskLayout = "combined"
    points: bool = True
    copy_images: bool = False
    tables: tuple[TableName, ...] = USUAL_TABLES
    format: TableFormat = "csv"
    overwrite: bool = False
    test: bool = False
    what: str = ""
    existing: Existing = "refuse"
    leave_out_unknown: bool = False

    def changed(self, name: str, value: Any) -> Options:
        """With another choice, checked; a table's name is switched on or off. UsageError for what cannot be chosen."""
        if name == "tables":
            table = one_of(str(value), TABLES)
            return replace(self, tables=tuple(each for each in TABLES if (each in self.tables) != (each == table)))
        choices: dict[str, tuple[str, ...]] = {"layout": MASK_LAYOUTS, "format": TABLE_FORMATS, "existing": EXISTING}
        known = one_of(name, tuple(field.name for field in fields(self)))
        if known in choices:
            return replace(self, **{known: one_of(str(value), choices[known])})  # type: ignore[arg-type]
        return replace(self, **{known: str(value) if known == "what" else bool(value)})  # type: ignore[arg-type]

    def for_masks(self) -> MaskExportOptions:
        return MaskExportOptions(
            layout=self.layout, points=self.points, copy_images=self.copy_images, overwrite=self.overwrite
        )

    def for_tables(self) -> TableExportOptions:
        return TableExportOptions(tables=self.tables, format=self.format, overwrite=self.overwrite)

    def for_import(self) -> ImportOptions:
        """UsageError if the word for where masks come from cannot stand in an annotation."""
        return ImportOptions(what=self.what, existing=self.existing, leave_out_unknown=self.leave_out_unknown)


Change = Callable[[str, Any], object]


def draw_options(work: str, change: Change) -> None:
    """The choices of one kind of work, `masks`, `tables` or `import`; the state has them as `dataset.options`."""
    _DRAWN[work](change)


def _draw_masks(change: Change) -> None:
    _draw_choice("layout", LAYOUT_LABEL, LAYOUTS, change)
    _draw_check("points", _("points, too, as JSON and CSV"), change)
    _draw_check("copy_images", _("a copy of each image beside its masks"), change)
    _draw_check("overwrite", OVERWRITE_LABEL, change)
    _draw_check("test", _("series of the test subset, too"), change)


def _draw_tables(change: Change) -> None:
    with element("div", role="group", aria_label=_("Tables")):
        for table in TABLES:
            with element("label", classes="check", style="display: flex"):
                checked = (f"dataset.options.tables.includes('{table}')",)
                element("input", type="checkbox", checked=checked, change=(change, f"['tables', '{table}']"))
                element("span", _(table))
    _draw_choice("format", _("As"), {"csv": _("CSV, a file a table"), "excel": _("Excel, a sheet a table")}, change)
    _draw_check("overwrite", OVERWRITE_LABEL, change)
    _draw_check("test", _("series of the test subset, too"), change)
    counting = _("Tables count slices, frames and voxels from 0, as programs do; this page counts from 1.")
    element("p", counting, classes="muted")


def _draw_import(change: Change) -> None:
    with element("label"):
        element("span", _("Where they come from, in a word"), classes="muted")
        written = (change, "['what', $event]")
        element("ril-box", value=("dataset.options.what",), most=("80",), placeholder="atlas", v_on_commit=written)
    _draw_choice("existing", EXISTING_LABEL, _EXISTING, change)
    _draw_check("leave_out_unknown", LEAVE_OUT_LABEL, change)
    hint = _("Files belong to the series that they are called after: scan_rois.nii.gz, or scan_rois/liver.nii.gz.")
    element("p", hint, classes="muted")


def _draw_choice(name: str, label: str, words: dict[str, str], change: Change) -> None:
    with element("label"):
        element("span", label, classes="muted")
        chosen = (change, f"['{name}', $event.target.value]")
        with element("select", value=(f"dataset.options.{name}",), change=chosen):
            for value, text in words.items():
                element("option", text, value=value)


def _draw_check(name: str, words: str, change: Change) -> None:
    with element("label", classes="check", style="display: flex"):
        chosen = (change, f"['{name}', $event.target.checked]")
        element("input", type="checkbox", checked=(f"dataset.options.{name}",), change=chosen)
        element("span", words)


LAYOUTS = {"combined": _("one file a series, ROI by their values"), "one file a ROI": _("one file an ROI, 0 and 1")}
_EXISTING = {
    "refuse": _("refuse the series"),
    "replace": _("replace them"),
    "keep": _("keep them"),
    "add": _("add to them"),
}
_DRAWN: dict[str, Callable[[Change], None]] = {"masks": _draw_masks, "tables": _draw_tables, "import": _draw_import}
