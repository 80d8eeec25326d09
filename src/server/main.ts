// The site's process. What it may not start with is refused before the rest is loaded: that takes seconds.
import { refuseWrongCluster } from './cluster'
import { env } from './env'

async function main(): Promise<void> {
  env()
  await refuseWrongCluster()
  const { serveSite } = await import('./site')
  await serveSite()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
