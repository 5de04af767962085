"""Who gets through which door: every route × everybody, against one table; and what each may read behind it."""
