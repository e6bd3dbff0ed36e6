# A server of Flashboard. Build: docker build --tag flashboard . Settings are environment variables.
FROM denoland/deno:debian-2.9.6

WORKDIR /app
COPY . .
# All that a start needs is fetched and bundled here: the container asks no registry, and runs on a
# root file system that it cannot write.
RUN deno install --frozen --entrypoint main.ts tasks/keys.ts tasks/build.ts
RUN deno task build
RUN mkdir -p /data && chown deno /data

USER deno
# Reachable from outside the container, so DASHBOARD_PASSWORD must be set. Embedded, /data has it all.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["deno", "run", "--cached-only", "--allow-env=PORT", "--allow-net=127.0.0.1", "tasks/health.ts"]
# `exec`: the server itself gets the signal to stop.
CMD ["sh", "-c", "exec deno run --cached-only $(deno run --allow-env=DATA_DIR tasks/permissions.ts) main.ts"]
