import { expect } from 'vitest'
import { anotherDatabase, test } from '@/test/db'
import { PLANTS } from '@/test/plants'
import { SenderFaults } from '@/test/sender-faults'
import { TRICKS } from '@/test/sender-tricks'
import { SENDER_FAULTS } from '@/test/sender-wires'

test('F4: what goes wrong between the sender and the chain leaves the state of a run without faults', async ({
  db,
}) => {
  const { db: other, close } = await anotherDatabase()
  const options = { seed: 4, acts: 45 }
  const faulty = await new SenderFaults(db, { ...options, faulty: true }).run()
  const honest = await new SenderFaults(other, { ...options, faulty: false }).run()
  await close()
  expect(faulty).toMatchObject({ seed: 4, findings: [], state: honest.state })
  expect(honest).toMatchObject({ findings: [], ones: 45, zeros: 0 })
  expect(Object.keys(faulty.faults).sort()).toEqual([...SENDER_FAULTS].sort())
  expect(Object.keys(faulty.tricks).map((name) => name.split(':')[0])).toEqual(expect.arrayContaining([...TRICKS]))
}, 300_000)

test('F4: a worker that gives up what can still arrive is found out, and a seed lives as it did', async () => {
  const { db, close } = await anotherDatabase()
  const options = { seed: 4, acts: 10, faulty: true, plant: PLANTS.F4.impatient }
  const { findings } = await new SenderFaults(db, options).run().finally(close)
  expect(findings).toEqual(['a key is expired, the chain says finalized', '10 acts, 11 keys, 11 landed'])
}, 100_000)
