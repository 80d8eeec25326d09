import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { listAddresses } from '../rules/addresses'
import { fetchLists } from './fetch-lists'

const now = new Date('2026-05-01T12:00:00Z')
const UN = readFileSync('prisma/demo/lists/un.xml')

/** A publisher on this machine. */
let answer: RequestListener = (_, response) => response.end(UN)
const server = createServer((request, response) => answer(request, response))
let host = ''
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())
const addresses = (url = `http://${host}/un.xml`, hosts = [host]) => new Map([['un' as const, { url, hosts }]])

describe('fetching a list', () => {
  test('takes it into force, and looks again after an hour', async ({ db }) => {
    const un = () => db.sanctionsList.findUniqueOrThrow({ where: { source: 'un' } })
    await fetchLists(db, addresses(), now)
    expect(await un()).toMatchObject({ checkedAt: now, provenAt: now, alarm: null })
    let asked = 0
    answer = (_, response) => {
      asked += 1
      response.end(UN)
    }
    await fetchLists(db, addresses(), plus(now, HOUR - 1))
    expect(asked).toBe(0)
    await fetchLists(db, addresses(), plus(now, HOUR))
    expect(asked).toBe(1)
    expect(await un()).toMatchObject({ checkedAt: plus(now, HOUR) })
  })

  const trouble: [string, RequestListener, string][] = [
    ['a server that fails', (_, response) => response.writeHead(503).end(), 'answered 503'],
    [
      'a redirect to somebody else',
      (_, response) => response.writeHead(302, { location: 'https://example.org/un.xml' }).end(),
      'example.org is not among the hosts',
    ],
    [
      'a redirect without end',
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      'redirects too often',
    ],
    [
      'a connection that breaks off',
      (_, response) => void response.write('<CONSOLIDATED_LIST>', () => response.destroy()),
      'could not be fetched',
    ],
    [
      'a page in place of the list',
      (_, response) => response.end('<!DOCTYPE html><html/>'),
      'declares a document type',
    ],
  ]
  test.for(trouble)('E16: %s raises an alarm and keeps the list', async ([, how, words], { db }) => {
    answer = how
    const at = plus(now, DAY)
    await db.sanctionsList.update({ where: { source: 'un' }, data: { alarm: null, alarmAt: null } })
    await fetchLists(db, addresses(), at)
    const list = await db.sanctionsList.findUniqueOrThrow({ where: { source: 'un' } })
    expect(list).toMatchObject({ checkedAt: plus(now, HOUR), alarm: expect.stringContaining(words), alarmAt: at })
    expect(await db.listEntity.count({ where: { source: 'un', live: true } })).toBe(7)
  })
})

describe('E20: where lists may come from', () => {
  test('is the publisher, unless the operator names another host', () => {
    const url = 'https://scsanctions.un.org/resources/xml/en/consolidated.xml'
    expect(listAddresses([`un=${url}`], []).get('un')).toEqual({ url, hosts: ['scsanctions.un.org'] })
    expect(() => listAddresses(['un=https://example.org/x?token=secret'], [])).toThrow(/^The host of un is none/)
    expect(listAddresses(['un=https://example.org/x'], ['example.org']).get('un')?.hosts).toContain('example.org')
    expect(() => listAddresses(['fbi=https://example.org'], [])).toThrow('Begin each with a list')
    expect(() => listAddresses(['un=here'], [])).toThrow('Write a web address after un=')
  })

  test('is never plain http across the network', async ({ db }) => {
    await db.sanctionsList.update({ where: { source: 'un' }, data: { alarm: null, alarmAt: null } })
    await fetchLists(db, addresses('http://example.org/un.xml', ['example.org']), plus(now, DAY))
    const { alarm } = await db.sanctionsList.findUniqueOrThrow({ where: { source: 'un' } })
    expect(alarm).toContain('example.org was named without https')
  })
})
