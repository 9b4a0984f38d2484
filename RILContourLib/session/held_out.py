"""Images of the test subset under other names: renamed, copied or reattached, they stay out of training.

What is for testing goes by names and metadata. So that no image leaves the subset by being called otherwise, images of
test series are remembered when they are annotated, exported or reattached (`store.held_out_records`), and compared,
with those that are there now, with what is to be exported for training.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DefinitionsError, ExchangeError, ImageError, StoreError, UnknownSeries
from ..images.identity import identify, sample_of
from ..project.split import subsets
from ..store.held_out_records import HeldOutImage, HeldOutRecords
from ..store.known_identities import IdentityCache
from ..store.layout import layout_of

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Twin:
    """A test series with the very bytes of another series; `record` where only that remembers it."""

    series: str
    of: str
    record: Path | None = None

    def __str__(self) -> str:
        if self.record is None:
            return (
                f"The image of {self.of} is that of {self.series}, which is for testing: it is not exported for "
                "training. Name it in  split: test  too, or remove one of the two."
            )
        return (
            f"The image of {self.of} was that of {self.series}, which is for testing: it is not exported for training. "
            f"Name it in  split: test  too; or, if it may be trained with, remove {self.record}."
        )


def remember_if_test(series: Series) -> None:
    """Remember the image of a series, which somebody just opened to edit, if it is for testing."""
    project = series.project
    try:
        sha256 = series.head.image_sha256 if project.definitions.split.test and series.subset == "test" else None
    except (DefinitionsError, StoreError) as error:  # no reason not to edit; exports wait until this is mended
        logger.info("Whether %s is for testing cannot be known: %s", series.name, error)
        return
    if sha256:
        HeldOut(project).remember(series.name, sha256)


class HeldOut:
    """The test subset's images as they are while this object lives."""

    def __init__(self, project: Project) -> None:
        self._project = project
        layout = layout_of(project.file, project.definitions)
        self.records = HeldOutRecords(layout.held_out)

    def require_none(self, series: str) -> None:
        """ExchangeError if a series that is not for testing has a test image."""
        twin = self.twin_of(series)
        if twin:
            raise ExchangeError(str(twin))

    def twin_of(self, series: str) -> Twin | None:
        """The test series whose image a series that is not for testing has, if there is one.

        Images are read whole only where their sizes and samples are alike. CorruptStore if a record is damaged.
        """
        if not self._by_size:
            return None
        try:
            path = self._project.store.fetch_image(series)
            alike = self._alike(path)
            sha256 = identify(path, self._identities).sha256 if alike else ""
        except (UnknownSeries, ImageError, OSError):
            return None  # nobody can train with an image that cannot be read
        for candidate in alike:
            if isinstance(candidate, HeldOutImage):
                if candidate.sha256 == sha256 and candidate.series != series:
                    return Twin(candidate.series, series, self.records.path(candidate))
            elif self._has(candidate, sha256):
                return Twin(candidate, series)
        return None

    def require_readable(self) -> None:
        """CorruptStore if a record is damaged: then a test image could be taken for another."""
        _ = self._by_size

    def remember(self, series: str, sha256: str, image: str | None = None) -> None:
        """Remember the image of a test series, which the series `image` has now, where nobody has yet.

        A place that cannot be written is logged only: it shall keep nobody from work.
        """
        try:
            row = self._project.metadata.of(series)
            group = {column: row[column] for column in (self._project.definitions.split.group,) if column in row}
            if not self.records.has(series, group, sha256):
                path = self._project.store.fetch_image(image or series)
                held = HeldOutImage(series, path.stat().st_size, sample_of(path), sha256, group)
                self.records.add(held, self._project.user)
        except (StoreError, UnknownSeries, ImageError, DefinitionsError, OSError) as error:
            logger.warning("That %s is for testing could not be remembered: %s", series, error)

    def is_test(self, name: str) -> bool:
        """Whether the project file says so of a name, also of one that is no series' any more."""
        return bool(self._project.definitions.split.test) and self._judged({name: {}}).get(name) == "test"

    def _judged(self, rows: dict[str, dict[str, str]]) -> dict[str, str]:
        """The subset of each name as if all were series; `rows` are for those that the metadata lacks."""
        project = self._project
        names = dict.fromkeys((*project.names, *rows))
        return dict(subsets(project.definitions, names, rows | project.metadata.rows))

    @cached_property
    def _identities(self) -> IdentityCache:
        return IdentityCache.open()

    @cached_property
    def _recorded(self) -> list[HeldOutImage]:
        """What is remembered of series that are for testing still."""
        records = self.records.all()
        judged = self._judged({record.series: record.row for record in records}) if records else {}
        return [record for record in records if judged[record.series] == "test"]

    @cached_property
    def _by_size(self) -> dict[int, list[HeldOutImage | str]]:
        """Records, and names of test series, by the size of their image."""
        found: dict[int, list[HeldOutImage | str]] = {}
        if self._project.definitions.split.test:
            for name, size in self._sizes():
                found.setdefault(size, []).append(name)
            for record in self._recorded:
                found.setdefault(record.size, []).append(record)
        return found

    def _sizes(self) -> Iterator[tuple[str, int]]:
        for name in self._project.names:
            if self._project.subset_of(name) == "test":
                try:
                    yield name, self._project.store.fetch_image(name).stat().st_size
                except (UnknownSeries, OSError) as error:
                    logger.info("The image of %s, which is for testing, cannot be compared: %s", name, error)

    def _alike(self, path: Path) -> list[HeldOutImage | str]:
        """What may have the same bytes as an image, those that are there first."""
        candidates = self._by_size.get(path.stat().st_size, [])
        sample = sample_of(path) if candidates else ""
        return [each for each in candidates if self._sample(each) == sample]

    def _sample(self, candidate: HeldOutImage | str) -> str | None:
        if isinstance(candidate, HeldOutImage):
            return candidate.sample
        if candidate not in self._samples:
            try:
                self._samples[candidate] = sample_of(self._project.store.fetch_image(candidate))
            except (UnknownSeries, ImageError):
                self._samples[candidate] = None
        return self._samples[candidate]

    @cached_property
    def _samples(self) -> dict[str, str | None]:
        return {}

    def _has(self, name: str, sha256: str) -> bool:
        try:
            return identify(self._project.store.fetch_image(name), self._identities).sha256 == sha256
        except (UnknownSeries, ImageError):
            return False
