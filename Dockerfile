# The service in a small image: docker build -t audience-fit .
#
# Both bases are arguments, so that the image can be built from a mirror or from bases of your own:
#   docker build --build-arg BUILDER=... --build-arg RUNTIME=... -t audience-fit .
# BUILDER needs Rust 1.90 or newer and a C linker; RUNTIME a shell, glibc at least as new as BUILDER's, and libgcc.
# The tags below name versions; they can be moved. For the same bytes every time give digests, as in
#   --build-arg BUILDER=rust:1.95-slim-bookworm@sha256:...
# which `docker buildx imagetools inspect rust:1.95-slim-bookworm` tells.
ARG BUILDER=rust:1.95-slim-bookworm
ARG RUNTIME=debian:bookworm-slim

FROM ${BUILDER} AS build
WORKDIR /build
# Dependencies in a layer of their own, built for empty sources: they are compiled anew only when the lock changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests benches/pipeline \
    && echo 'fn main() {}' | tee src/main.rs tests/main.rs > benches/pipeline/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked \
    && rm -r src tests benches
COPY . .
# The sources may be older than the empty ones, which cargo would take for unchanged.
RUN touch src/lib.rs src/main.rs && cargo build --release --locked

FROM ${RUNTIME}
LABEL org.opencontainers.image.title="audience-fit" \
      org.opencontainers.image.description="Tells a public agency whether its followers are the people it exists for" \
      org.opencontainers.image.licenses="Apache-2.0"
# The user has a number only: no name is needed, and platforms that refuse root can see that it isn't.
RUN mkdir -p /data && chown 10001:10001 /data && chmod 0750 /data
COPY --from=build /build/LICENSE /usr/share/doc/audience-fit/LICENSE
COPY --from=build /build/target/release/audience-fit /usr/local/bin/audience-fit
# Settings of a container; the file, the environment and flags may give others: audience-fit config check
ENV AUDIENCE_FIT_LISTEN=0.0.0.0:8080 AUDIENCE_FIT_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Ready, not only alive: the catalogue is loaded and /data can be written. Slim bases have no HTTP client.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["audience-fit", "health", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["audience-fit"]
CMD ["serve"]
