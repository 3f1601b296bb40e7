# The bot on SQLite. Data and keys are separate volumes, so that a copy of one says nothing without the other.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY coach ./coach
COPY prompts ./prompts
COPY scheduler ./scheduler
RUN /venv/bin/pip install "setuptools>=77" && /venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin unsaid \
    && install --directory --owner=unsaid --mode=0700 /data /keys
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COACH_DATABASE_URL=sqlite:////data/unsaid.sqlite3 \
    COACH_KEY_FILE=/keys/unsaid.keys
USER unsaid
WORKDIR /data
VOLUME ["/data", "/keys"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["coach"]
CMD ["run"]
