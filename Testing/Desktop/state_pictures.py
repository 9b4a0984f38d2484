"""Pictures of what is seen seldom: `python Testing/Desktop/state_pictures.py FOLDER [--only WORD]`.

Nothing there yet, others at work, damage and lost folders, very many and very long entries. In 3D Slicer:
`Slicer --python-script Testing/Desktop/state_pictures.py FOLDER`. More options in `picture_taking`. What the states are
is in `pictured_states`, and of networks in `pictured_aid_states`.
"""

from __future__ import annotations

import sys

from picture_taking import HERE, arguments_of, begin


def main(arguments: list[str]) -> None:
    parser = arguments_of(__doc__)
    parser.add_argument("--only", default="", help="the states that have this word in their name")
    asked = parser.parse_args(arguments)
    begin(asked)
    sys.path.insert(0, str(HERE.parents[1]))  # what other tests make is used, too
    import pictured_aid_states
    import pictured_states
    from picture_stage import Stage

    for states in (pictured_states, pictured_aid_states):
        for name, state in vars(states).items():
            if getattr(state, "isPictured", False) and asked.only in name:
                with Stage(asked.folder, name.replace("_", "-")) as stage:
                    state(stage)


if __name__ == "__main__":
    main(sys.argv[1:])
