"""Which slices are shown and how, without any shell."""

import nibabel
import numpy as np
import pytest
from nibabel.orientations import apply_orientation, axcodes2ornt, inv_ornt_aff, io_orientation, ornt_transform
from panel_projects import SHAPE, annotate

from RILContourLib.errors import UsageError
from RILContourLib.panels.planes import planes_of
from RILContourLib.panels.slices import SlicesPanel
from RILContourLib.panels.view_settings import Window
from RILContourLib.panels.views_panel import ViewsPanel

FIRST = "p1/a.nii.gz"
ORIENTATIONS = ("RAS", "LPS", "LSA", "PIR", "SRP", "ALI")
OPPOSITE = dict(zip("RLAPHF", "LRPAFH", strict=True))


@pytest.fixture
def panel(an_open_series):
    return ViewsPanel(an_open_series, SlicesPanel(an_open_series))


@pytest.mark.parametrize("codes", ORIENTATIONS)
def test_the_letters_say_where_the_patients_sides_are(codes):
    """A voxel far on the patient's side is found at the screen's side that has its letter."""
    ras = np.diag([2.0, 2, 2, 1])
    turn = ornt_transform(io_orientation(ras), axcodes2ornt(codes))
    affine = ras @ inv_ornt_aff(turn, (9, 9, 9))
    side = {"L": (0, 0), "R": (0, 8), "P": (1, 0), "A": (1, 8), "F": (2, 0), "H": (2, 8)}
    for plane in planes_of(affine):
        for letter in plane.letters:
            marked = np.zeros((9, 9, 9), bool)
            patient_axis, at = side[letter]
            marked[tuple(at if axis == patient_axis else slice(None) for axis in range(3))] = True
            turned = apply_orientation(marked, turn)
            screen = turned.take(4, plane.axis)
            screen = screen if plane.right[0] < plane.up[0] else screen.T  # right, up
            screen = screen[:: plane.right[1], :: plane.up[1]]
            edges = (screen[0].all(), screen[-1].all(), screen[:, -1].all(), screen[:, 0].all())
            assert [held for held, is_there in zip(plane.letters, edges, strict=True) if is_there] == [letter]


def test_radiologists_see_the_patients_right_on_the_left_and_the_face_on_the_left():
    axial, coronal, sagittal = planes_of(np.diag([1.0, 1, 1, 1]))
    assert axial.letters == ("R", "L", "A", "P")
    assert coronal.letters == ("R", "L", "H", "F")
    assert sagittal.letters == ("A", "P", "H", "F")


def test_an_oblique_image_is_seen_along_its_own_axes():
    angle = np.radians(30)
    affine = np.eye(4)
    affine[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    assert [plane.axis for plane in planes_of(affine)] == [2, 1, 0]


def test_the_plane_with_the_finest_pixels_comes_first_at_its_middle_slice(panel):
    state = panel.state
    assert state.main == "Axial"
    assert [(plane.name, plane.number, plane.count) for plane in state.planes] == [
        ("Axial", 3, 8),
        ("Coronal", 4, 10),
        ("Sagittal", 5, 12),
    ]
    assert state.planes[0].label == "Axial 4 / 8"
    assert state.planes[0].position_mm == pytest.approx(3 + 3 * 4)


def test_where_the_middle_slice_holds_nothing_the_first_annotated_one_is_shown(workspace):
    with workspace.project[FIRST].edit() as annotation:
        annotation["liver"].mask[2:6, 7:9, 6:8] = True
    panel = ViewsPanel(workspace, SlicesPanel(workspace))
    workspace.open(FIRST)
    assert panel.place == (3, 7, 6)


def test_a_slice_is_shown_by_number_and_never_beyond_the_last(panel):
    told = []
    panel.moved.subscribe(lambda: told.append(panel.place))
    panel.show_slice(2, 7)
    panel.show_slice(2, 99)
    panel.step(-2)
    panel.step(1, "Sagittal")
    panel.go_to((2.4, 2.6, -5))
    assert told == [(5, 4, 7), (5, 4, 5), (6, 4, 5), (2, 3, 0)]


def test_annotated_slices_are_found_along_the_slice_axis(workspace):
    annotate(workspace.project, FIRST)  # slices 2 to 4
    panel = ViewsPanel(workspace, SlicesPanel(workspace))
    workspace.open(FIRST)
    panel.show_slice(2, 0)
    panel.step_annotated(1)
    assert panel.place[2] == 2
    panel.step_annotated(-1)
    assert panel.place[2] == 2
    assert "no further slice" in workspace.messages.newest.text


def test_presets_are_windows_and_a_window_by_hand_lasts_until_the_next_series(panel, an_open_series):
    assert panel.window is None
    panel.set_auto_window(Window(300, 50))
    assert panel.window == Window(300, 50)
    panel.set_preset("lung")
    assert (panel.window.lowest, panel.window.highest) == (-1350, 150)
    panel.set_window(-5, 20)
    assert panel.state.look.preset is None
    assert panel.window.width > 0
    an_open_series.open("p1/b.nii.gz")
    assert panel.state.look.preset == "auto"
    assert panel.window is None
    panel.set_preset("bone")
    an_open_series.open(FIRST)
    assert panel.state.look.preset == "bone"


def test_what_is_no_choice_is_refused(panel):
    for wrong in (
        lambda: panel.set_preset("liver"),
        lambda: panel.set_layout("five"),
        lambda: panel.set_colour_map("pink"),
        lambda: panel.set_main("Oblique"),
        lambda: panel.toggle("layout"),
        lambda: panel.set_companion("flair"),
        lambda: panel.toggle_roi("spine of nobody"),
        lambda: panel.toggle_roi(5),
    ):
        with pytest.raises(UsageError):
            wrong()


def test_switches_opacities_and_hidden_roi_are_in_the_state(panel):
    panel.toggle("inverted")
    panel.set_opacities(rois=1.7, companion=-1)
    panel.toggle_roi("liver")
    state = panel.state
    assert (state.look.inverted, state.look.roi_opacity, state.look.companion_opacity) == (True, 1.0, 0.0)
    assert state.hidden == ("liver",)
    panel.toggle_roi("liver")
    assert panel.state.hidden == ()


def test_a_series_without_companions_says_so(panel, an_open_series):
    panel.toggle("companion_shown")
    assert not panel.state.look.companion_shown
    assert "no companion" in an_open_series.messages.newest.text


def test_why_a_series_cannot_be_edited_is_in_the_state(workspace):
    panel = ViewsPanel(workspace, SlicesPanel(workspace))
    assert panel.state.planes == ()
    workspace.open(FIRST, edit=False)
    assert "reading only" in panel.state.notice


def test_frames_of_a_4d_image_are_chosen_together_with_those_of_the_strip(project, workspace):
    pixels = np.zeros((*SHAPE, 3), np.int16)
    nibabel.save(nibabel.Nifti1Image(pixels, np.eye(4)), project.folder / "p2" / "four.nii")
    project.refresh()
    slices = SlicesPanel(workspace)
    panel = ViewsPanel(workspace, slices)
    workspace.open("p2/four.nii")
    panel.set_frame(2)
    panel.set_frame(3)
    assert (panel.state.frame, panel.state.frames, slices.state.frame) == (2, 3, 2)
