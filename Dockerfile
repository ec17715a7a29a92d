# The service: API, portal and index writer in one container, its home on a volume.
#   docker build -t lantai .
#   docker run -p 8000:8000 -v lantai-home:/var/lib/lantai lantai
#   docker run --rm -v lantai-home:/var/lib/lantai -v "$PWD/package:/package:ro" lantai lantai intake /package
FROM python:3.12-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/lantai
WORKDIR /src

# The pins alone first: this layer stays until they change.
COPY requirements-build.txt requirements.txt ./
RUN /opt/lantai/bin/pip install --require-hashes -r requirements-build.txt \
 && /opt/lantai/bin/pip install --require-hashes --no-build-isolation --use-pep517 -r requirements.txt

COPY . .
RUN /opt/lantai/bin/pip install --no-index --no-deps --no-build-isolation .


FROM python:3.12-slim

# Chinese PDFs that embed no font are drawn by the machine's own.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-wqy-zenhei \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/lantai --create-home --shell /usr/sbin/nologin lantai
COPY --from=build /opt/lantai /opt/lantai

ENV PATH=/opt/lantai/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LANTAI_HOME=/var/lib/lantai

USER lantai
WORKDIR /var/lib/lantai
VOLUME /var/lib/lantai
EXPOSE 8000

# Up or down is all that /health says to anyone.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]

CMD ["lantai", "serve", "--host", "0.0.0.0", "--port", "8000"]
