import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type XmlNode, XmlRecords } from './xml'

function read(pieces: readonly string[], wanted = ['item']) {
  const records: XmlNode[] = []
  const reader = new XmlRecords(wanted, (record) => records.push(record))
  for (const piece of pieces) reader.push(piece)
  return { root: reader.end(), records }
}

const TEXT =
  '<?xml version="1.0"?><n:list xmlns:n="urn:x" made="2026"><n:item id=" 1 "><name>A &amp; B</name></n:item><other/><item><![CDATA[<c>]]></item></n:list>'

test('gives the same records however the text arrives in pieces', () => {
  const { root, records } = read([TEXT])
  expect(root).toMatchObject({ name: 'list', attributes: { made: '2026' } })
  expect(records).toMatchObject([
    { name: 'item', attributes: { id: '1' }, children: [{ name: 'name', text: 'A & B' }] },
    { name: 'item', text: '<c>' },
  ])
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length]
      expect(read(places.slice(1).map((end, index) => TEXT.slice(places[index], end))).records).toEqual(records)
    }),
  )
})

test.for([
  ['<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><list><item>&b;</item></list>', 'declares a document type'],
  ['<!DOCTYPE l SYSTEM "file:///etc/passwd"><list/>', 'declares a document type'],
  ['<list><item>&unknown;</item></list>', 'not well-formed'],
  ['<list><item></list>', 'not well-formed'],
  ['<list><item>', 'not well-formed'],
  ['<html><p>Not found</html>', 'not well-formed'],
  ['', 'not well-formed|holds no XML'],
  [`<list><item>${'<a>'.repeat(60)}`, 'lie too deep'],
])('refuses %j', ([text, words]) => {
  expect(() => read([text!])).toThrow(new RegExp(words!))
})
