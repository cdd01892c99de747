# syntax=docker/dockerfile:1
# One image for the API and the worker; the command tells them apart:
#   node apps/api/dist/main.js (the default) or node apps/worker/dist/main.js
ARG NODE=node:20-bookworm-slim

# Manifests first: as long as they stay the same, packages are not installed again.
FROM ${NODE} AS build
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1 CI=1
WORKDIR /onceql
COPY package.json package-lock.json .npmrc turbo.json tsconfig.json ./
COPY scripts/copy-assets.mjs scripts/
COPY bench/package.json bench/
COPY apps/api/package.json apps/api/
COPY apps/local/package.json apps/local/
COPY apps/worker/package.json apps/worker/
COPY packages/config/package.json packages/config/
COPY packages/flow/package.json packages/flow/
COPY packages/metadata/package.json packages/metadata/
COPY packages/queue/package.json packages/queue/
COPY packages/results/package.json packages/results/
COPY packages/shared/package.json packages/shared/
COPY packages/sources/package.json packages/sources/
COPY packages/telemetry/package.json packages/telemetry/
COPY packages/testing/package.json packages/testing/
COPY packages/web/package.json packages/web/
# No package's install script is run: none is needed to build.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --loglevel=error
COPY packages packages
COPY apps/api apps/api
COPY apps/worker apps/worker
RUN npm run build -- --filter=@onceql/api --filter=@onceql/worker --no-daemon --output-logs=errors-only
RUN rm -rf packages/testing/dist && mkdir built && cp -r --parents apps/api/dist apps/worker/dist packages/*/dist built

# What runs at run time and nothing else: no compiler, no tests, no Postgres of theirs.
FROM ${NODE} AS modules
WORKDIR /onceql
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/worker/package.json apps/worker/
COPY packages/config/package.json packages/config/
COPY packages/flow/package.json packages/flow/
COPY packages/metadata/package.json packages/metadata/
COPY packages/queue/package.json packages/queue/
COPY packages/results/package.json packages/results/
COPY packages/shared/package.json packages/shared/
COPY packages/sources/package.json packages/sources/
COPY packages/telemetry/package.json packages/telemetry/
COPY packages/web/package.json packages/web/
# npm would link development packages of workspaces all the same, as long as a manifest names them.
RUN npm pkg delete devDependencies --workspaces --include-workspace-root
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --loglevel=error
# Of the second reader one dialect is used; source maps are for those who debug the packages themselves.
RUN find node_modules/node-sql-parser -type f ! -name package.json ! -name LICENSE ! -path '*/build/redshift.js' -delete \
 && find . -path '*/node_modules/*' -name '*.map' -type f -delete

FROM ${NODE}
# tini hands signals on from the first moment, also while the process still waits for a migration.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-*
RUN groupadd --gid 10001 onceql \
 && useradd --uid 10001 --gid onceql --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin onceql \
 && install -d -o onceql -g onceql -m 0700 /var/lib/onceql/results
WORKDIR /onceql
COPY --from=modules /onceql ./
COPY --from=build /onceql/built ./
COPY deploy/image/healthcheck.mjs deploy/image/
# Keys and secrets come from the environment. The home folder is never used for more than an empty folder.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 OPS_PORT=9464 ONCEQL_HOME=/tmp/onceql RESULTS_URL=file:///var/lib/onceql/results
VOLUME /var/lib/onceql/results
EXPOSE 8080 9464
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/image/healthcheck.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "apps/api/dist/main.js"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="OnceQL" \
      org.opencontainers.image.description="A distributed job queue and result cache in front of Redshift and Postgres" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
