"""Project files as people might write them: random layouts of given definitions, each line with a comment."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from RILContourLib.project.definitions import Definitions
from RILContourLib.project.plain import plain_definitions
from RILContourLib.project.roi import ROI, Code
from RILContourLib.project.text_field import TextField
from RILContourLib.project.yaml_text import inline, scalar

ROI_IDS = [f"roi-{letter}" for letter in "abcd"]
FIELD_IDS = [f"field-{letter}" for letter in "abc"]

names = st.sampled_from(["Lung", "no", 'It\'s: "x" # y', "é 肺", "- dash", "1.5", "{x}", "a,b", "#80AE80", "null"])


def rois_of(ids: list[str]) -> st.SearchStrategy[tuple[ROI, ...]]:
    def one(roi_id: str) -> st.SearchStrategy[ROI]:
        return st.builds(
            ROI,
            id=st.just(roi_id),
            name=names,
            value=st.sampled_from([ROI_IDS.index(roi_id) + 1, 2 ** (40 + ROI_IDS.index(roi_id))]),
            color=st.sampled_from(["#80AE80", "#000000", "#aBcDeF"]),
            radlex=st.sampled_from([None, "RID1302", "RID58"]),
            codes=st.sampled_from([(), (Code("SCT", "39607008", "Lung"),), (Code("SCT", "1"), Code("FMA", "7"))]),
            locked=st.booleans(),
        )

    return st.tuples(*(one(roi_id) for roi_id in ids))


def fields_of(ids: list[str]) -> st.SearchStrategy[tuple[TextField, ...]]:
    def one(field_id: str) -> st.SearchStrategy[TextField]:
        choices = st.permutations(["good", "no", "2024-01-01", "x, y", "#"]).flatmap(
            lambda words: st.integers(1, 5).map(lambda length: tuple(words[:length]))
        )
        kinds = st.one_of(
            st.fixed_dictionaries({"kind": st.just("choice"), "choices": choices}),
            st.fixed_dictionaries({"kind": st.just("text"), "max_length": st.sampled_from([None, 5])}),
        )
        helps = st.sampled_from(["", "Help", "two\nlines", 'two\n\n  # lines: "x"'])
        return st.builds(
            lambda ask, required, text, kind: TextField(field_id, ask, required=required, help=text, **kind),
            *(names, st.booleans(), helps, kinds),
        )

    return st.tuples(*(one(field_id) for field_id in ids))


def subsets_of(ids: list[str]) -> st.SearchStrategy[list[str]]:
    return st.permutations(ids).flatmap(lambda order: st.integers(0, len(ids)).map(lambda length: list(order[:length])))


def all_definitions() -> st.SearchStrategy[Definitions]:
    return st.builds(
        Definitions,
        id=st.just("p-1"),
        name=names,
        rois=subsets_of(ROI_IDS).flatmap(rois_of),
        text=subsets_of(FIELD_IDS).flatmap(fields_of),
        one_roi_per_voxel=st.booleans(),
        tags=st.sampled_from([(), ("a",), ("b", "no", "a")]),
        metadata=st.sampled_from([None, "metadata.csv"]),
        annotations=st.sampled_from([None, "../elsewhere"]),
        exclude=st.sampled_from([(), ("old/**",), ("a/**", "old/**", "[x]/*")]),
    )


class Layout:
    """Writes plain data as YAML, choosing at each place how; every line ends in a numbered comment."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = lambda strategy: data.draw(strategy)
        self.lines: list[str] = []

    def text(self, definitions: Definitions) -> str:
        plain = plain_definitions(definitions)
        if self.draw(st.booleans()):
            self.own_line(0)
        for key in ["schema", *self.draw(st.permutations([key for key in plain if key != "schema"]))]:
            self.entry(key, plain[key])
            if self.draw(st.booleans()):
                self.lines.append("")
                self.own_line(0)
        newline = self.draw(st.sampled_from(["\n", "\r\n"]))
        return newline.join(self.lines) + self.draw(
            st.sampled_from(["", newline, newline * 2, f"{newline}...{newline}"])
        )

    def entry(self, key: str, value: Any) -> None:
        styles = ["flow"]
        if isinstance(value, list) and value:
            styles += ["block", "indentless", "flow over lines"]
        style = self.draw(st.sampled_from(styles))
        if style == "flow":
            self.line(f"{key}: {inline(value)}")
        elif style == "flow over lines":
            self.line(f"{key}: [")
            for item in value:
                self.line(f"  {inline(item)},", item)
            self.line("  ]")
        else:
            self.line(f"{key}:")
            for item in value:
                self.item(item, 2 if style == "block" else 0)

    def item(self, item: Any, column: int) -> None:
        indent = " " * column
        if isinstance(item, dict) and self.draw(st.integers(0, 3)) == 0:
            self.own_line(column)
        if not isinstance(item, dict) or self.draw(st.booleans()):
            self.line(f"{indent}- {inline(item)}", item)
            return
        prefix = "- "
        for key, value in item.items():
            block = isinstance(value, list) and self.draw(st.booleans())
            if isinstance(value, str) and "\n" in value and self.draw(st.booleans()):
                self.lines.append(f"{indent}{prefix}{key}: |-")
                self.lines += [f"{indent}      {line}" if line else "" for line in value.split("\n")]
            elif block:
                self.line(f"{indent}{prefix}{key}:", item)
                for each in value:
                    self.line(f"{indent}    - {inline(each)}", item)
            else:
                style = self.draw(st.sampled_from([None, "'", '"']))
                text = scalar(value, style) if isinstance(value, str) else inline(value)
                self.line(f"{indent}{prefix}{key}: {text}", item)
            prefix = "  "

    def line(self, text: str, item: Any = None) -> None:
        of = f" of {item['id']} " if isinstance(item, dict) else ""
        self.lines.append(f"{text}   # comment {len(self.lines)}{of}")

    def own_line(self, column: int) -> None:
        self.lines.append(f"{' ' * column}# own line {len(self.lines)}")
