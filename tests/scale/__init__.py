"""The portal on several machines, played on one: what holds when one of them goes (make scale, docs/scaling.md)."""
