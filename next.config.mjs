/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Packages with native parts or their own module tricks stay outside the bundle.
  serverExternalPackages: [
    'pg',
    'pino',
    'graphile-worker',
    'nodemailer',
    '@prisma/client',
    '@prisma/adapter-pg',
    '@solana/web3.js',
    'stripe',
    'fontkit',
    'pdfkit',
  ],
  // A browser that has read a page before its icon was named asks for one here.
  rewrites: async () => [{ source: '/favicon.ico', destination: '/icon.svg' }],
  experimental: {
    // Maps of the bundles are 240 MB, and the server would hold those of every page it has served in memory.
    turbopackSourceMaps: false,
    // Most builds are somebody's first; what one keeps for the next is 219 MB.
    turbopackFileSystemCacheForBuild: false,
    // A page is loaded when it is first asked for: all of them at the start are seconds of the processor, in every process.
    preloadEntriesOnStart: false,
  },
  // `npm test` checks types, of the tests too; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
}
