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
  typescript: { ignoreBuildErrors: true },
}
