"""Training networks from accepted annotation: the loop of annotate, train, draft, correct."""
