"""A measure over many series: the numbers of a box plot, and whether two of them differ.

NaN, a number that says nothing, is left out and counted as missing. An infinite distance, of a mask that is empty where
the other is not, takes part as the largest there is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WHISKER = 1.5  # interquartile ranges; Tukey, Exploratory Data Analysis, 1977


@dataclass(frozen=True)
class Box:
    """A box plot as Tukey drew it: whiskers end at the last value within 1.5 interquartile ranges of the box.

    Quartiles are linear between ranks (numpy's and R's usual, type 7 of Hyndman and Fan 1996); `sd` is the sample's
    (divided by n - 1), NaN for fewer than two values; without values all numbers are NaN.
    """

    count: int
    missing: int
    mean: float
    sd: float
    low_whisker: float
    first_quartile: float
    median: float
    third_quartile: float
    high_whisker: float
    outliers: tuple[float, ...]


@dataclass(frozen=True)
class PairedTest:
    """Differences (second less first) of the same series and ROI, and the Wilcoxon signed-rank test of them.

    count : pairs of which both numbers are known; larger, smaller : pairs in which the second is that
    p : two-sided, of the hypothesis that differences are symmetric around 0 (Wilcoxon 1945; SciPy's `wilcoxon`: zeros
        left out, exact for up to 50 pairs without ties); NaN without a pair that differs. It takes pairs for
        independent, which several ROI of one series are not: `series` says how many series they come from
    """

    count: int
    series: int
    median_difference: float
    mean_difference: float
    larger: int
    smaller: int
    p: float


def box_of(values: Sequence[float]) -> Box:
    """The numbers of a box plot."""
    known = sorted(value for value in values if not math.isnan(value))
    missing = len(values) - len(known)
    if not known:
        nan = math.nan
        return Box(0, missing, nan, nan, nan, nan, nan, nan, nan, ())
    first, median, third = (quantile(known, part) for part in (0.25, 0.5, 0.75))
    reach = WHISKER * (third - first)
    if not math.isfinite(reach):  # a quartile is infinite: then nothing lies further out
        within = known
    else:
        within = [value for value in known if first - reach <= value <= third + reach]
    array = np.array(known)
    finite = bool(np.isfinite(array).all())
    return Box(
        count=len(known),
        missing=missing,
        mean=float(array.mean()) if finite else math.inf,
        sd=float(array.std(ddof=1)) if finite and len(known) > 1 else math.nan,
        low_whisker=within[0],
        first_quartile=first,
        median=median,
        third_quartile=third,
        high_whisker=within[-1],
        outliers=tuple(value for value in known if not within[0] <= value <= within[-1]),
    )


def quantile(ordered: Sequence[float], part: float) -> float:
    """Linear between ranks, also where the upper of two values is infinite; `ordered` is not empty."""
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    if place == low or ordered[low] == ordered[low + 1]:
        return ordered[low]
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)


def paired_test(first: Sequence[float], second: Sequence[float], series: Sequence[str]) -> PairedTest:
    """Of numbers that belong together, one pair an item; `series` names what each is of. ValueError by length."""
    pairs = list(zip(first, second, series, strict=True))
    known = [(a, b, name) for a, b, name in pairs if not (math.isnan(a) or math.isnan(b))]
    # Both infinite is no difference, although their difference is no number.
    differences = [0.0 if a == b else b - a for a, b, _ in known]
    return PairedTest(
        count=len(known),
        series=len({name for _, _, name in known}),
        median_difference=quantile(sorted(differences), 0.5) if known else math.nan,
        mean_difference=float(np.mean(differences)) if np.isfinite(differences).all() and known else math.nan,
        larger=sum(each > 0 for each in differences),
        smaller=sum(each < 0 for each in differences),
        p=_wilcoxon(differences),
    )


def _wilcoxon(differences: Sequence[float]) -> float:
    from scipy.stats import rankdata, wilcoxon

    other = np.array([each for each in differences if each != 0])
    if not other.size:
        return math.nan
    ranks = rankdata(np.abs(other)) * np.sign(other)  # the test looks at ranks only, and infinities have one, too
    return float(wilcoxon(ranks, zero_method="wilcox", alternative="two-sided").pvalue)
