import net from 'node:net'

// Shared through globalThis because pages are bundled apart from the server.
const shared = globalThis as typeof globalThis & { flotillaSockets?: Set<net.Socket> }

/** A socket for a connection to the database, known here until it closes: what `pg` takes as `stream`. */
export function databaseSocket(): net.Socket {
  shared.flotillaSockets ??= new Set()
  const open = shared.flotillaSockets
  const socket = new net.Socket()
  open.add(socket)
  return socket.once('close', () => open.delete(socket))
}

/**
 * Gives up every connection to a database that does not answer, also those that are only being made. On a network that swallows what
 * it carries nobody else would notice for minutes, and whoever waits would go on waiting after the network is well again.
 */
export function dropDatabaseSockets(): void {
  for (const socket of shared.flotillaSockets ?? []) socket.destroy()
}

/** How soon PostgreSQL notices, in seconds, that whoever held a lock is gone without a word. */
export const NOTICE_GONE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3'
