// Ports of this machine.
import { createServer } from 'node:net'

/** The given port when it is free, else (and for 0) any free one. */
export const freePort = (wanted = 0) =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wanted ? resolve(freePort()) : reject(error)))
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

/** Whether somebody listens on a port already. */
export const isTaken = async (port) => (await freePort(port)) !== port
