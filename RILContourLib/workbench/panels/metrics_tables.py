"""What was measured: box plots, comparison, the worst, and all numbers."""

from __future__ import annotations

from ...panels.metrics_panel import MetricsPanel
from ...panels.translation import _
from ..elements import button, element


def draw_result(model: MetricsPanel) -> None:
    """Of the state `metrics.result`."""
    with element("div", classes="block", data_result=True):
        _draw_head(model)
        element("div", v_html="metrics.result.boxes_plot", v_if="metrics.result.boxes_plot", classes="plot")
        element("div", v_html="metrics.result.slices_plot", v_if="metrics.result.slices_plot", classes="plot")
        _draw_boxes()
    _draw_comparison()
    _draw_worst(model)
    _draw_confusion()
    _draw_numbers()
    with element("details", v_if="metrics.result.notes.length", classes="block"):
        element("summary", _("Not measured ({count})").format(count="{{ metrics.result.notes.length }}"))
        element(
            "p", "{{ note }}", v_for="note in metrics.result.notes", classes="muted", style="overflow-wrap: anywhere"
        )


def _draw_head(model: MetricsPanel) -> None:
    element("h3", "{{ metrics.result.title }}", dir="auto")
    element("p", "{{ metrics.result.summary }}", classes="muted")
    stopped = _("Stopped half-way: this is what was measured by then.")
    element("p", stopped, v_if="!metrics.result.complete", classes="warning")
    with element("div", classes="row"):
        change = (model.show_measure, "[$event.target.value]")
        with element("select", value=("metrics.measure",), change=change, aria_label=_("What is shown")):
            element("option", "{{ each.label }}", v_for="each in metrics.measures", key="each.id", value=("each.id",))
        other = (model.show_roi, "[$event.target.value]")
        with element("select", value=("metrics.roi",), change=other, aria_label=_("Of which ROI")):
            element("option", _("all ROI"), value="")
            element(
                "option", "{{ each.label }}", v_for="each in metrics.result.rois", key="each.id", value=("each.id",)
            )


def _draw_boxes() -> None:
    with element("table", v_if="metrics.result.boxes.length", classes="numbers"):
        _heads(_("ROI"), _("n"), _("Median"), _("Quartiles"))
        with element("tr", v_for="row in metrics.result.boxes", key="row.source + ' ' + row.roi"):
            with element("th", scope="row", dir="auto"):
                element("span", "{{ row.roi }}")
                element("span", " {{ row.source }}", classes="muted", style="display: block")
            without = _("{missing} without a number").format(missing="${row.missing}")
            element("td", "{{ row.count }}", title=(f"row.missing ? `{without}` : null",))
            element("td", "{{ row.median }}")
            element("td", "{{ row.quartiles }}")


def _draw_comparison() -> None:
    with element("div", v_if="metrics.result.comparison", classes="block"):
        element("h3", _("Compared pair by pair"))
        element("p", "{{ metrics.result.comparison.words }}")
        better = _("Better in the median: {source}").format(source="{{ metrics.result.comparison.better }}")
        element("strong", better, v_if="metrics.result.comparison.better")
        with element("details"):
            element("summary", _("{count} pairs").format(count="{{ metrics.result.comparison.pairs }}"))
            with element("div", classes="wide"), element("table", classes="numbers"):
                first, second = "{{ metrics.result.comparison.first }}", "{{ metrics.result.comparison.second }}"
                _heads(_("Series"), first, second, _("less"))
                row_key = "row.series + ' ' + row.roi"
                with element("tr", v_for="row in metrics.result.comparison.rows", key=row_key):
                    _series_cell()
                    for column in ("first", "second", "difference"):
                        element("td", f"{{{{ row.{column} }}}}")


def _draw_worst(model: MetricsPanel) -> None:
    with element("div", v_if="metrics.result.worst.length", classes="block", data_worst=True):
        element("h3", _("The worst of {source}").format(source="{{ metrics.result.worst[0].source }}"), dir="auto")
        element("p", _("A click opens the series at the slice that differs most."), classes="muted")
        rows = "(row, n) in metrics.result.worst"
        with button(None, (model.open_worst, "[n]"), v_for=rows, key="n", classes="term worst"):
            element("strong", "{{ row.value }}")
            with element("span", classes="ellipsis", title=("row.series",), dir="auto"):
                element("span", "{{ row.series }}")
                slice_words = _("slice {number}").format(number="${row.slice_number + 1}")
                told = f"row.roi + (row.slice_number === null ? '' : ` · {slice_words}`)"
                element("span", "{{ " + told + " }}", classes="muted", style="display: block; margin: 0")


def _draw_confusion() -> None:
    with element("details", v_if="metrics.result.confusion.length", classes="block"):
        element("summary", _("Which ROI is taken for which"))
        with element("template", v_for="table in metrics.result.confusion", key="table.source"):
            element("h3", "{{ table.source }}", dir="auto")
            with element("div", classes="wide"), element("table", classes="numbers"):
                with element("tr"):
                    element("th", _("reference ↓, said →"), scope="col", classes="muted")
                    element("th", "{{ column }}", v_for="column in table.columns", scope="col", dir="auto")
                with element("tr", v_for="row in table.rows", key="row[0]"):
                    element("th", "{{ row[0] }}", scope="row", dir="auto")
                    element("td", "{{ cell }}", v_for="cell in row[1]")


def _draw_numbers() -> None:
    with element("details", classes="block"):
        element("summary", _("All numbers"))
        with element("div", classes="wide"), element("table", classes="numbers"):
            with element("tr"):
                element("th", _("Series"), scope="col")
                element("th", _("Source"), scope="col")
                element("th", "{{ name }}", v_for="name in metrics.result.measures", scope="col")
            with element("tr", v_for="(row, n) in metrics.result.numbers", key="n"):
                _series_cell()
                element("td", "{{ row.source }}")
                element("td", "{{ value }}", v_for="value in row.values")


def _series_cell() -> None:
    with element("th", scope="row", dir="auto", style="overflow-wrap: anywhere"):
        element("span", "{{ row.series }}")
        element("span", "{{ row.roi }}", classes="muted", style="display: block")


def _heads(*words: str) -> None:
    with element("tr"):
        for each in words:
            element("th", each, scope="col", classes="muted")
