import { LIST_SOURCES, type ListSource } from '../schema'

/** The hosts from which each publisher gives its list out; LIST_HOSTS adds others, such as where one redirects to. */
const HOSTS: Readonly<Record<ListSource, readonly string[]>> = {
  ofac: ['sanctionslistservice.ofac.treas.gov', 'www.treasury.gov'],
  un: ['scsanctions.un.org'],
  eu: ['webgate.ec.europa.eu'],
  uk: ['sanctionslist.fcdo.gov.uk'],
}

/**
 * Where lists are fetched from: LIST_URLS is `un=https://…,eu=https://…`. Throws an Error that names what is wrong with an entry; the
 * address itself is not in it, since it may hold a token.
 */
export function listAddresses(
  urls: readonly string[],
  moreHosts: readonly string[],
): Map<ListSource, { url: string; hosts: readonly string[] }> {
  return new Map(
    urls.map((entry) => {
      const [name = '', ...rest] = entry.split('=')
      const source = LIST_SOURCES.find((known) => known === name.trim())
      if (!source) throw new Error(`Begin each with a list and an equals sign: ${LIST_SOURCES.join(', ')}.`)
      const url = rest.join('=').trim()
      const hosts = [...HOSTS[source], ...moreHosts]
      if (!URL.canParse(url)) throw new Error(`Write a web address after ${source}=.`)
      if (!hosts.includes(new URL(url).host))
        throw new Error(`The host of ${source} is none of its publisher’s; name it in LIST_HOSTS if it is right.`)
      return [source, { url, hosts }]
    }),
  )
}
