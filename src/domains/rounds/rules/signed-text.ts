import { canonicalJson } from '@/kit/canonical-json'
import type { RevealContent, Stage } from '../schema/round-inputs'
import { writtenContent } from './written-content'

/** What a wallet signs in a round. `about` is a submission's key, or empty where all are judged at once. */
export type SignedAct =
  | { act: 'submit'; recipient: string; claimed: string; evidence: readonly { hash: string; link: string }[] }
  | { act: 'enrol' }
  | { act: 'commit'; stage: Stage; about: string; commit: string }
  | { act: 'reveal'; stage: Stage; about: string; content: RevealContent; salt: string }
  | { act: 'appeal'; about: string }

const WORDS: Record<SignedAct['act'], string> = {
  submit: 'I hand in work for this round.',
  enrol: 'I am ready to audit work of this round.',
  commit: 'I fix my judgement, which stays hidden for now.',
  reveal: 'I show the judgement that I fixed before.',
  appeal: 'I ask for fresh auditors for my work.',
}

/** Which round is meant: its id, and the digest of its rule sheet. */
export type SignedRound = { id: string; sheetDigest: string }

/**
 * The text that a wallet signs, byte for byte; whoever has it and the key can check it for ever. It holds everything that the act
 * says and nothing else. Throws on a space or line break in a part: it would let a part pose as a later line.
 */
export function signedText({ id, sheetDigest }: SignedRound, wallet: string, act: SignedAct): string {
  const lines = [
    ['Round', id],
    ['Sheet', sheetDigest],
    ['Wallet', wallet],
    ...partsOf(act),
  ] satisfies readonly (readonly [string, string])[]
  for (const [name, value] of lines)
    if (!/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) throw new RangeError(`${name} has a space or a line break`)
  return [
    `Flotilla: ${WORDS[act.act]}`,
    'This moves no money and costs nothing.',
    '',
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ].join('\n')
}

function partsOf(act: SignedAct): [string, string][] {
  const place = (stage: Stage, about: string): [string, string][] => [
    ['Stage', stage],
    ['About', about || 'all'],
  ]
  switch (act.act) {
    case 'submit':
      return [
        ['Recipient', act.recipient],
        ['Claimed units', act.claimed],
        ...act.evidence.map(({ hash, link }): [string, string] => ['Evidence', `${hash} ${link}`]),
      ]
    case 'enrol':
      return []
    case 'commit':
      return [...place(act.stage, act.about), ['Commit', act.commit]]
    case 'reveal':
      return [
        ...place(act.stage, act.about),
        ['Judgement', canonicalJson(writtenContent(act.content))],
        ['Salt', act.salt],
      ]
    case 'appeal':
      return [['About', act.about]]
  }
}
