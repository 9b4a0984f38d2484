"""Each command once as its own process, one after the other on one project, as in a shell."""

from __future__ import annotations

import numpy as np
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, a_mask, write_image, write_mask


def test_a_project_from_its_first_day_to_its_export(rilcontour: Rilcontour) -> None:
    folder = rilcontour.folder
    for seed, name in enumerate((FIRST, SECOND)):
        write_image(folder / "study" / name, seed)
    write_mask(folder / "masks" / "a" / "scan_rois.nii.gz", a_mask(1) + 2 * np.roll(a_mask(1), 4, axis=0))
    for words, code, part in [
        ("project create study --name Study --roi Liver --roi Spleen", 0, "2 series"),
        ("project check study", 0, "nothing to remark"),
        ("import masks study masks --what atlas", 0, "1 series imported"),
        ("series list study", 0, SECOND),
        (f"series show study {FIRST}", 0, "imported:atlas"),
        ("project status study", 0, "unseen 1, in progress 1"),
        ("export json study out", 0, "1 series exported"),
        (f"import json study out --series {FIRST}", 0, "nothing to change"),
        ("export masks study out", 0, "1 series exported"),
        ("export tables study out", 0, "statistics.csv"),
        (f"restore study {FIRST} 1", 0, "as version 2"),
        (f"history study {FIRST}", 0, "restore of 1"),
        ("verify study", 0, "all is as it was written"),
        ("reattach study", 0, "beside its image"),
        (f"workflow assign study {FIRST} --to ana", 0, f"assigned: {FIRST}"),
        ("workflow acquire study", 0, f"acquired: {SECOND}"),
        (f"workflow return study {SECOND}", 0, "returned"),
        (f"workflow approve study {FIRST}", 0, "approved"),
        ("workflow status study", 0, "approved 1"),
    ]:
        ran = rilcontour.in_a_process(*words.split())
        assert (ran.code, part in ran.out) == (code, True), f"{words}\n{ran.out}\n{ran.err}"
