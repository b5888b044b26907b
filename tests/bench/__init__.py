"""Measures the portal as it runs in production, beside two bare Django views (docs/bench.md).

    make bench

One run has one database; all ratios are between figures of the same run, taken in turns.
"""
