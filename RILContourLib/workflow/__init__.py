"""Who may do what with which series: pools of people, how series are handed on, and who approves."""
