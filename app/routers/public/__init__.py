"""Doors without a guard: what anybody may ask."""

from app.routers.public import codes, files, receipts, sessions, stations

routers = [part.router for part in (sessions, codes, stations, receipts, files)]
