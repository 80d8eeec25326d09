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
  // `npm test` checks types, of the tests too; a start should not do it again.
  // Maps of the bundles are 240 MB, and the server would hold those of every page it has served in memory. What a build keeps for the
  // next one takes as long to write as it saves.
  experimental: { turbopackSourceMaps: false, turbopackFileSystemCacheForBuild: false },
  typescript: { ignoreBuildErrors: true },
}
