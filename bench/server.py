"""The product's own app with two more routes: the floors that it is measured against."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI
from pydantic import BaseModel

from app.db import plain_url
from app.deps import ClaimsDep
from app.main import create_app

TWO_ROWS = """
WITH made AS (INSERT INTO bench_case (title, text) VALUES ($1, $2) RETURNING id)
INSERT INTO bench_event (case_id, action) SELECT id, 'submit' FROM made RETURNING case_id
"""
TABLES = """
CREATE TABLE IF NOT EXISTS bench_case (id bigserial PRIMARY KEY, title text, text text);
CREATE TABLE IF NOT EXISTS bench_event (id bigserial PRIMARY KEY, case_id bigint REFERENCES bench_case, action text);
"""


class Matter(BaseModel):
    title: str
    text: str


class Answer(BaseModel):
    id: int


def create() -> FastAPI:
    app = create_app()
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        pool_url = plain_url(os.environ["DATABASE_URL"])
        async with inner(app), asyncpg.create_pool(pool_url, min_size=10, max_size=10) as pool:
            await pool.execute(TABLES)
            app.state.pool = pool
            yield

    app.router.lifespan_context = lifespan

    @app.post("/bench/bare")
    async def answer_bare(form: Matter) -> Answer:
        return Answer(id=len(form.title))

    @app.post("/bench/token")
    async def read_token(form: Matter, claims: ClaimsDep) -> Answer:
        return Answer(id=len(form.title))

    @app.post("/bench/two-rows")
    async def write_two_rows(form: Matter) -> Answer:
        return Answer(id=await app.state.pool.fetchval(TWO_ROWS, form.title, form.text))

    return app
