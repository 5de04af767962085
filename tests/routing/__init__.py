"""Rules that route, pools that are claimed from, filters that are kept."""
