'use client'
import { useState } from 'react'
import { formatUnits } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { clientError, useTRPCClient } from '@/ui/trpc'
import type { MintFacts } from '../schema/terms'
import { ChoiceField, TextField } from './fields'
import type { SectionForm } from './section-frame'

/** Step 6: the token that is sold; it exists already, or is made by the issuer's wallet after approval. */
export function TokenForm({ typed, set, problem }: SectionForm<'token'>) {
  const existing = typed.kind === 'existing'
  return (
    <>
      <ChoiceField
        label="Which token"
        empty="Choose…"
        choices={{
          new: 'Make a new one after approval: fixed supply, no authority left',
          existing: 'Use one that exists',
        }}
        value={typed.kind}
        set={(kind) => set(kind === 'new' ? { kind, mint: '' } : { kind })}
        problem={problem('kind')}
      />
      {existing && (
        <>
          <TextField
            label="Address of the token"
            value={typed.mint}
            set={(mint) => set({ mint })}
            problem={problem('mint')}
          />
          <MintCheck mint={typed.mint} take={(facts) => set(facts)} />
        </>
      )}
      <div className="grid items-end gap-3 sm:grid-cols-2">
        <TextField label="Name" value={typed.name} set={(name) => set({ name })} problem={problem('name')} />
        <TextField
          label="Symbol"
          hint="2 to 10 capital letters or digits."
          value={typed.symbol}
          set={(symbol) => set({ symbol: symbol.toUpperCase() })}
          problem={problem('symbol')}
        />
        <TextField
          label="Decimals"
          inputMode="numeric"
          value={typed.decimals}
          set={(decimals) => set({ decimals })}
          problem={problem('decimals')}
        />
        <TextField
          label="Whole supply"
          inputMode="decimal"
          value={typed.supply}
          set={(supply) => set({ supply })}
          problem={problem('supply')}
        />
      </div>
    </>
  )
}

type Looked = { state: 'idle' | 'looking' } | { state: 'found'; mint: MintFacts } | { state: 'not'; message: string }

/** Reads the token from the chain, says what it is, and fills in what the chain knows. */
function MintCheck({ mint, take }: { mint: string; take: (facts: { decimals: string; supply: string }) => void }) {
  const client = useTRPCClient()
  const [looked, setLooked] = useState<Looked>({ state: 'idle' })
  const look = async () => {
    setLooked({ state: 'looking' })
    try {
      const found = await client.projects.lookAtMint.query({ mint })
      if (!found) return setLooked({ state: 'not', message: 'There is no token with this address on this chain.' })
      setLooked({ state: 'found', mint: found })
      take({ decimals: `${found.decimals}`, supply: formatUnits(found.supply, found.decimals) })
    } catch (error) {
      setLooked({ state: 'not', message: clientError(error).message })
    }
  }
  return (
    <div className="grid gap-3">
      <div>
        <Button look="secondary" onClick={look} busy={looked.state === 'looking'} disabled={mint === ''}>
          Check on chain
        </Button>
      </div>
      {looked.state === 'not' && <Alert tone="bad" title={looked.message} />}
      {looked.state === 'found' && <MintVerdict mint={looked.mint} />}
    </div>
  )
}

function MintVerdict({ mint }: { mint: MintFacts }) {
  if (mint.program !== 'classic')
    return <Alert tone="bad" title="This token belongs to Token-2022: raises use the classic token program." />
  if (mint.freezeAuthority)
    return (
      <Alert tone="bad" title="Somebody can freeze this token">
        The key <Address address={mint.freezeAuthority} /> can. Drop this authority first: no raise sells a token that
        can be frozen.
      </Alert>
    )
  if (mint.mintAuthority)
    return (
      <Alert tone="warn" title="Somebody can make more of this token">
        The key <Address address={mint.mintAuthority} /> can. It is allowed, stands in the terms, and investors are
        warned in red.
      </Alert>
    )
  return <Alert tone="good" title="The token was found: fixed supply, nobody can freeze it." />
}
