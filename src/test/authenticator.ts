import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyAnswer, NewKeyAnswer } from '@/domains/identity/schema'
import { sha256 } from '@/kit/digest'

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

/** What a browser and its device put into an answer; a test changes what it wants to see refused. */
export type Answering = {
  rpId: string
  origin: string
  challenge: string
  counter?: number
  verified?: boolean
  userHandle?: string
}

const text = (words: string) => Buffer.concat([Buffer.from([0x60 + words.length]), Buffer.from(words)])
const bytes = (data: Buffer) => Buffer.concat([Buffer.from([0x59, data.length >> 8, data.length & 0xff]), data])

/** A passkey of an invented device: an ES256 key, its answers made byte by byte after Web Authentication Level 3, sections 6 and 8.7. */
export function softKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
  const envelope = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key' as const,
    clientExtensionResults: {},
  }

  const clientData = (type: string, { challenge, origin }: Answering) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authData = ({ rpId, counter = 0, verified = true }: Answering, more = 0, rest = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const flags = PRESENT | (verified ? VERIFIED : 0) | more
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, rest])
  }

  return {
    id: envelope.id,
    /** The answer that makes the key. */
    make(given: Answering): NewKeyAnswer {
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0])],
        ...[text('authData'), bytes(authData(given, ATTESTED, attested))],
      ])
      const clientDataJSON = clientData('webauthn.create', given).toString('base64url')
      const attestationObject = attestation.toString('base64url')
      return { ...envelope, response: { clientDataJSON, attestationObject, transports: ['internal'] } }
    },
    /** The answer that shows it. */
    show(given: Answering): KeyAnswer {
      const data = clientData('webauthn.get', given)
      const authenticator = authData(given)
      const signature = sign('sha256', Buffer.concat([authenticator, sha256(data)]), privateKey)
      const handle = given.userHandle && { userHandle: Buffer.from(given.userHandle).toString('base64url') }
      return {
        ...envelope,
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authenticator.toString('base64url'),
          signature: signature.toString('base64url'),
          ...handle,
        },
      }
    },
  }
}
