"""A county's year in under a minute: every move by the ordinary table, with a clock that runs ahead."""
