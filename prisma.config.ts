import path from 'node:path'
import { defineConfig } from 'prisma/config'

// Prisma's command line would download a native engine; ours runs Prisma's own WebAssembly build (tools/schema-engine).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'tools/schema-engine/engine.mjs')

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://none:none@127.0.0.1:5432/none' },
})
