# One image for every role: `serve` (default), `worker`, `migrate`.

FROM python:3.12-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.lock .
RUN /opt/venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.12-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin daibiaoma \
    && install --directory --owner=daibiaoma --group=daibiaoma /data
COPY --from=builder /opt/venv /opt/venv
WORKDIR /srv/daibiaoma
COPY LICENSE alembic.ini ./
COPY migrations migrations
COPY app app

# production refuses to start with a default secret or a fake; for trying out see compose.yaml
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
USER 10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["python", "-m", "app", "serve"]
