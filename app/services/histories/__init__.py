"""Matters with a past, written in bulk: for the demo county, for tests and for measurements. Never in production.

Nothing here decides a move: every step asks the same table as the front door, carries the same form, and leaves the
same entry of the timeline. What differs is that it happens in memory and that the time is the past.
"""
