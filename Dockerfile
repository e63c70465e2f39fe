# The image for Docker and for the Home Assistant add-on. script/image-steps runs these steps without Docker.
ARG BUILD_FROM=python:3.12-slim-trixie

FROM ${BUILD_FROM} AS build
ARG SOURCE=.
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PIP_CONSTRAINT=/src/constraints.txt
WORKDIR /src

# Packages first: they rarely change, so Docker can reuse this layer. Wheels only, so that no compiler is needed.
COPY ${SOURCE}/pyproject.toml ${SOURCE}/constraints.txt ./
RUN python -m pip install --only-binary :all: hatchling \
    && python -m venv --without-pip /opt/wyoming-kokoro \
    && python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
           print(*project["dependencies"], *project["optional-dependencies"]["watch"], sep="\n")' > packages.txt \
    && python -m pip --python /opt/wyoming-kokoro/bin/python install --only-binary :all: --requirement packages.txt

COPY ${SOURCE} ./
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m pip --python /opt/wyoming-kokoro/bin/python install --no-deps /wheels/*.whl \
    && /opt/wyoming-kokoro/bin/python -m compileall -q /opt/wyoming-kokoro/lib

FROM ${BUILD_FROM}
ARG BUILD_VERSION=dev
ARG BUILD_ARCH="amd64|aarch64"
LABEL io.hass.type="app" \
      io.hass.name="Kokoro" \
      io.hass.description="Text to speech with Kokoro for Home Assistant and OpenAI clients" \
      io.hass.version="${BUILD_VERSION}" \
      io.hass.arch="${BUILD_ARCH}" \
      org.opencontainers.image.title="wyoming_kokoro" \
      org.opencontainers.image.description="Text to speech with Kokoro for Home Assistant and OpenAI clients" \
      org.opencontainers.image.licenses="Apache-2.0 AND GPL-3.0-or-later" \
      org.opencontainers.image.version="${BUILD_VERSION}"

# The Supervisor mounts /data as a folder of root's, with options that only root can read. So the program starts as
# root, changes the owner of the folder, and becomes this user (WYOMING_KOKORO_USER). With --user 1000:1000 it starts
# as this user.
RUN groupadd --gid 1000 kokoro \
    && useradd --uid 1000 --gid 1000 --home-dir /data --no-create-home --shell /usr/sbin/nologin kokoro \
    && install --directory --owner=kokoro --group=kokoro /data
COPY --from=build /opt/wyoming-kokoro /opt/wyoming-kokoro
ENV PATH=/opt/wyoming-kokoro/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WYOMING_KOKORO_DATA_DIR=/data \
    WYOMING_KOKORO_USER=kokoro
VOLUME /data
EXPOSE 10200 8354
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["wyoming-kokoro", "health"]
ENTRYPOINT ["wyoming-kokoro"]
CMD ["serve"]
