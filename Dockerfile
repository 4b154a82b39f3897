# The service in a small image: docker build -t audience-fit .
#
# Create the first key, then run it:
#   docker volume create audience-fit
#   docker run --rm -v audience-fit:/data audience-fit keys create --agency NAME --label first --scope admin
#   docker run -d --name audience-fit -p 127.0.0.1:8080:8080 -v audience-fit:/data audience-fit
#
# Both base images are arguments, so that you can build from a mirror or from your own:
#   docker build --build-arg BUILDER=... --build-arg RUNTIME=... -t audience-fit .
# BUILDER needs Rust 1.94 or newer and a C compiler. RUNTIME needs a shell, a glibc at least as new as BUILDER's, libgcc,
# and CA certificates or apt-get to install them: without them HTTPS to other services fails.
# Tags can move. For the same image every time give digests, for example
#   --build-arg BUILDER=rust:1.95-slim-bookworm@sha256:...
# `docker buildx imagetools inspect rust:1.95-slim-bookworm` prints them.
ARG BUILDER=rust:1.95-slim-bookworm
ARG RUNTIME=debian:bookworm-slim
# Features more than the default ones, for example cluster,delta.
ARG FEATURES=

FROM ${BUILDER} AS build
ARG FEATURES
WORKDIR /build
# The binary says nothing of the folders it was built in, and is the same wherever that was.
ENV RUSTFLAGS="--remap-path-prefix=/usr/local/cargo/registry/src=/crates --remap-path-prefix=/build=/audience-fit"
# Dependencies have a layer of their own, built with empty sources: they compile again only when the lock file changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests benches/pipeline \
    && echo 'fn main() {}' | tee src/main.rs tests/main.rs > benches/pipeline/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked --features "$FEATURES" \
    && rm -r src tests benches
COPY . .
# The sources may be older than the empty ones; cargo would then take them for unchanged.
RUN touch src/lib.rs src/main.rs && cargo build --release --locked --features "$FEATURES"
# What is in it: the bill of materials, and the terms of those who wrote it.
RUN type python3 >/dev/null 2>&1 \
    || { apt-get update && apt-get install --yes --no-install-recommends python3-minimal && rm -rf /var/lib/apt/lists/*; } \
    && .deploy/third-party /third-party

FROM ${RUNTIME}
LABEL org.opencontainers.image.title="audience-fit" \
      org.opencontainers.image.description="Tells a public agency whether its followers are the people it exists for" \
      org.opencontainers.image.licenses="Apache-2.0"
# CA certificates: object stores, PostgreSQL over TLS and `check --server https://...` need them.
RUN [ -s /etc/ssl/certs/ca-certificates.crt ] \
    || { apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*; }
# The user is a number: platforms that refuse root can see that it is not root.
RUN mkdir -p /data && chown 10001:10001 /data && chmod 0750 /data
COPY --from=build /build/LICENSE /third-party/sbom.cdx.json /third-party/THIRD-PARTY-NOTICES.txt \
    /usr/share/doc/audience-fit/
COPY --from=build /build/target/release/audience-fit /usr/local/bin/audience-fit
# Settings of a container. A file, the environment and flags can change them: audience-fit config check
ENV AUDIENCE_FIT_LISTEN=0.0.0.0:8080 AUDIENCE_FIT_DATA_DIR=/data
# Large columns go back to the system as soon as they are free: without this, memory grows by half under load.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=65536
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Asks whether the service is ready, not only alive. Slim base images have no HTTP client.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["audience-fit", "health", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["audience-fit"]
CMD ["serve"]
