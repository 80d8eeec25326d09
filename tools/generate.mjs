// Makes the Prisma client when the schema changed.
import { generateClient } from './build.mjs'

await generateClient(process.env)
