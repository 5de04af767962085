"""Doors of the administrator: the directory of his county, its codes, and who changed what."""

from app.routers.admin import codes, directory

routers = [directory.router, codes.router]
