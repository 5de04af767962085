"""Doors without a guard: what anybody may ask."""

from app.routers.public import codes, events, files, receipts, sessions, stations, work_links

routers = [part.router for part in (sessions, codes, stations, events, receipts, files, work_links)]
