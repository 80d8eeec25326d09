// Makes the Prisma client when the schema changed.
import { generateClient } from './world.mjs'

await generateClient(process.env)
