// Makes the people whom journeys sign in as, as the demo does, in a world without it: staff and one operator. A program of its own.
import { refreshClock } from '@/server/clock'
import { grantRoles, makePerson } from '../../prisma/demo/people'

await refreshClock()
const admin = await makePerson('Ada (admin)', 'Roles, treasury, audit trail', 'ada@flotilla.local')
const checker = await makePerson('Chidi (checker)', 'Confirms what others propose', 'chidi@flotilla.local')
const reviewer = await makePerson('Rosa (reviewer)', 'Looks through applications', 'rosa@flotilla.local')
await makePerson('Olu (operator)', 'Somebody with a demo wallet')
await grantRoles(admin, checker, [[reviewer, 'reviewer']])
process.exit(0)
