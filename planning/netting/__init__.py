"""Time-phased, multi-level, multi-location netting of demand against supply, with exact instants.

The way through: `inputs` says which frames go in, `prepare` checks and codes them, `engine` walks level by level,
`frames` gives the planned orders back, `pegging`, `messages`, `projection` and `decisions` say what they mean.
"""
