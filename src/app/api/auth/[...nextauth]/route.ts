import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/server/auth'

type RouteContext = { params: Promise<{ nextauth: string[] }> }

// Built per request: the environment is not there while the site is being built.
const handler = (request: NextRequest, context: RouteContext) => NextAuth(request, context, authOptions())

export { handler as GET, handler as POST }
