// Builds public/refund.html, the one file that refunds without the site: `node tools/refund-page.mjs`. The result is committed;
// a test builds it again and compares the bytes. The same sources make the same bytes on every machine.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.resolve(import.meta.dirname, '..')
const from = (file) => path.join(root, 'src/refund/page', file)
const OUTPUT = path.join(root, 'public/refund.html')

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The committed program, by which the page tells it from any other. */
function publishedProgram() {
  const code = readFileSync(path.join(root, 'programs/raise/raise.so'))
  return { bytes: code.length, sha256: createHash('sha256').update(code).digest('hex') }
}

const SETTINGS = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  target: ['chrome120', 'firefox129', 'safari17'],
}

/** Packages that went into the script, with their versions and licences: whoever passes them on must name them. */
function contents(metafile) {
  const names = Object.keys(metafile.inputs).flatMap((input) => {
    // What a package leaves out in browsers is listed too, as disabled.
    const match = /^(?!\(disabled\)).*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)
    return match ? [match[0]] : []
  })
  const lines = [...new Set(names)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'))
    return `${name} ${version} (${license ?? 'no licence named'})`
  })
  return [...new Set(lines)]
}

/** The page as it must be committed. */
export async function refundPage() {
  const script = await build({
    ...SETTINGS,
    entryPoints: [from('main.ts')],
    platform: 'browser',
    format: 'iife',
    inject: [from('buffer.ts')],
    alias: { 'rpc-websockets': from('no-websocket.ts') },
    define: { global: 'globalThis', PUBLISHED_PROGRAM: JSON.stringify(publishedProgram()) },
  })
  const style = await build({ ...SETTINGS, entryPoints: [from('page.css')] })
  const [code, css] = [script, style].map(({ outputFiles }) => outputFiles[0].text.trim())
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(code)}`,
    `style-src ${hashOf(css)}`,
    // Narrowed to the one node by the page itself, as soon as somebody has named it.
    'connect-src https: http:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  const parts = [
    [
      '<!doctype html>',
      `<!doctype html>\n<!-- Flotilla, Apache-2.0. Built from src/refund by tools/refund-page.mjs. Contains\n${contents(script.metafile).join('\n')}\n-->`,
    ],
    ['content=""', `content="${policy}"`],
    ['<style></style>', `<style>${css}</style>`],
    ['<script></script>', `<script>${code}</script>`],
  ]
  return parts.reduce(
    (page, [mark, part]) => {
      if (page.split(mark).length !== 2) throw new Error(`page.html must have ${mark} exactly once`)
      return page.replace(mark, () => part)
    },
    readFileSync(from('page.html'), 'utf8'),
  )
}

if (import.meta.filename === process.argv[1]) {
  const page = await refundPage()
  writeFileSync(OUTPUT, page)
  console.log(`${path.relative(root, OUTPUT)}: ${Buffer.byteLength(page)} bytes`)
}
