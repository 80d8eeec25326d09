import type { Compared, Listed } from '@/domains/screening/schema'
import type { Dice } from './dice'

// Invented people for measuring the comparison of names: ordinary ones, and damaged forms of listed ones. Everything follows from
// the dice, so a figure can be had again.

// biome-ignore format: columns of 200 lines read worse
const GIVEN = {
  west: 'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Karen Charles Nancy Daniel Lisa Matthew Betty Anthony Margaret Mark Sandra Donald Ashley Steven Emily Paul Donna Andrew Michelle Joshua Carol Kenneth Amanda Kevin Melissa Brian Deborah Edward Stephanie Ronald Rebecca Timothy Laura'.split(' '),
  slavic: 'Aleksandr Dmitri Sergei Yevgeni Natalya Svetlana Vladimir Mikhail Nikolai Viktor Tatyana Lyudmila Oksana Bogdan Ruslan Vyacheslav Yuri Konstantin Irina Galina Zoran Dragan Milica Jelena Stanislav'.split(' '),
  arabic: 'Mohammed Ahmad Hussein Ibrahim Yusuf Fatima Khalid Mustafa Abdullah Suleiman Omar Layla Hamza Tariq Nasser Walid Samir Rashid Karim Aisha Jamal Bilal Faisal Marwan Qasim'.split(' '),
  latin: 'Jose Maria Luis Carlos Juan Miguel Alejandro Francisco Guadalupe Fernando Ricardo Eduardo Rafael Antonio Teresa Gabriela Beatriz Ignacio Rodrigo Esteban Ximena Lorenzo Catalina Marcelo Valentina'.split(' '),
  asian: 'Wei Jing Min Seung Hiroshi Yuki Linh Nguyen Anjali Rajesh Priya Sanjay Arjun Kavita Mei Takeshi Sakura Minh Thuy Ravi Deepak Sunita Chen Haruto Jiho'.split(' '),
} as const
// biome-ignore format: as above
const FAMILY = {
  west: 'Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper'.split(' '),
  slavic: 'Ivanov Petrov Sidorov Kuznetsov Popov Sokolov Lebedev Kozlov Novikov Morozov Volkov Solovyov Vasilyev Zaitsev Pavlov Semyonov Golubev Vinogradov Bogdanov Vorobyov Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko'.split(' '),
  arabic: 'Al-Masri Haddad Khoury Najjar Al-Hashimi Al-Tikriti Sabbagh Mansour Rahman Hamdan Aziz Qureshi Malik Bakr Shaheen Darwish Farouk Ghanem Habibi Jaber Kassab Mahfouz Nazari Othman Rasheed'.split(' '),
  latin: 'Garcia Martinez Lopez Gonzalez Hernandez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Cruz Morales Ortiz Gutierrez Chavez Ramos Castillo Mendoza Vargas Romero Aguilar Jimenez'.split(' '),
  asian: 'Wang Zhang Kim Park Tanaka Suzuki Sato Tran Pham Sharma Patel Gupta Singh Chaudhary Yamamoto Nakamura Iyer Reddy Huang Zhao Choi Jung Hoang Kumar Watanabe'.split(' '),
} as const
type Culture = keyof typeof GIVEN
const CULTURES = Object.keys(GIVEN) as Culture[]
const COUNTRIES: Readonly<Record<Culture, readonly string[]>> = {
  west: ['US', 'GB', 'CA', 'DE'],
  slavic: ['RU', 'UA', 'BY', 'RS'],
  arabic: ['SY', 'IQ', 'YE', 'EG'],
  latin: ['MX', 'CO', 'VE', 'ES'],
  asian: ['CN', 'IN', 'JP', 'VN'],
}
const START = 'B D F G H K L M N P R S T V Z Br Dr Gr Kr Sh Ch Kh Zh St Tr Al El Or Az'.split(' ')
const MIDDLE = 'a e i o u ar en il om ur av el in on az ir ad ek ob ust and ell orr ast ind'.split(' ')
const END = 'ov ev in sky enko ani adeh ullah ian ez a o mir dar rov wani tchi maz gul ndo kara bek shah ura eto'.split(
  ' ',
)

/** A birth date in the second half of the last century. */
const birthday = (dice: Dice): string =>
  `${dice.between(1950, 1999)}-${String(dice.between(1, 12)).padStart(2, '0')}-${String(dice.between(1, 28)).padStart(2, '0')}`

/** A family name that nobody ordinary has. */
export function rareName(dice: Dice): string {
  const middle = Array.from({ length: 1 + dice.between(0, 2 - 1) }, () => dice.of(MIDDLE)).join('')
  return `${dice.of(START)}${middle}${dice.of(END)}`
}

export type Drawn = { given: string; middle: string; family: string; birth: string; country: string }

/**
 * Somebody for a list: a usual given name, sometimes a second one, and a family name that is rare or, one time in forty, usual: the pools
 * of usual names are small, and a namesake by chance must be about as seldom as on an official list.
 */
export function drawListed(dice: Dice): Drawn {
  const culture = dice.of(CULTURES)
  const family = dice.chance(1 / 40) ? dice.of(FAMILY[culture]) : rareName(dice)
  const middle = dice.chance(1 / 3) ? dice.of(GIVEN[culture]) : ''
  const country = dice.of(COUNTRIES[culture])
  return { given: dice.of(GIVEN[culture]), middle, family, birth: birthday(dice), country }
}

/** Somebody like anybody: usual names alone. */
export function drawOrdinary(dice: Dice): Drawn {
  const culture = dice.of(CULTURES)
  const middle = dice.chance(1 / 4) ? dice.of(GIVEN[culture]) : ''
  const [given, family] = [dice.of(GIVEN[culture]), dice.of(FAMILY[culture])]
  return { given, middle, family, birth: birthday(dice), country: dice.of(COUNTRIES[culture]) }
}

const whole = ({ given, middle, family }: Drawn): string => [given, middle, family].filter(Boolean).join(' ')

export const listedOf = (drawn: Drawn, index: number): Listed => ({
  ...{ id: String(index), kind: 'person', names: [{ name: whole(drawn), weak: false }] },
  births: [{ from: drawn.birth, to: drawn.birth }],
  ...{ countries: [drawn.country], gender: null, identifiers: [], programmes: ['TEST'], remarks: '' },
})

export const comparedOf = (drawn: Drawn, names = [whole(drawn)]): Compared => ({
  ...{ kind: 'person', names, dateOfBirth: drawn.birth, countries: [drawn.country], gender: null, identifiers: [] },
})

const at = (text: string, dice: Dice) => 1 + dice.between(0, Math.max(0, text.length - 2))

/** Light damage, as hands and forms do it: a letter lost, doubled or exchanged, another order, no accents, no middle name. */
export function lightlyDamaged(drawn: Drawn, dice: Dice): string {
  const { given, middle, family } = drawn
  const place = at(family, dice)
  const kinds = [
    () => whole(drawn),
    () => [given, family.slice(0, place) + family.slice(place + 1)].join(' '),
    () => [given, family.slice(0, place) + family[place - 1] + family.slice(place)].join(' '),
    () =>
      [
        given,
        middle,
        family.slice(0, place - 1) + (family[place] ?? '') + family[place - 1] + family.slice(place + 1),
      ].join(' '),
    () => `${family}, ${given} ${middle}`,
    () => whole(drawn).toUpperCase(),
    () => whole(drawn).replaceAll('e', 'é').replaceAll('o', 'ö'),
    () => `${given} ${family}`,
    () => `Dr. ${whole(drawn)}`,
    () => whole(drawn).replaceAll(' ', '\u200b '),
  ]
  return dice.of(kinds)()
}

/** Other spellings of sounds, in pairs that official lists themselves show. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/kh/gi, 'h'],
  [/ov$/i, 'off'],
  [/sky$/i, 'skiy'],
  [/v/gi, 'w'],
  [/y/gi, 'i'],
  [/ei/gi, 'ey'],
  [/ks/gi, 'x'],
  [/ch/gi, 'tch'],
  [/z/gi, 's'],
  [/ou/gi, 'u'],
  [/k/gi, 'c'],
  [/ee/gi, 'i'],
  [/q/gi, 'k'],
  [/ia/gi, 'iya'],
  [/j/gi, 'dj'],
  [/u/gi, 'ou'],
]
const LOOK_ALIKES: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', i: 'і' }

/** Hard damage: another spelling of the sounds, look-alike letters, initials, joined words, a dropped and a damaged name. */
export function hardDamaged(drawn: Drawn, dice: Dice): string {
  const { given, family } = drawn
  const respelled = (text: string) => {
    const usable = SPELLINGS.filter(([pattern]) => text.search(pattern) >= 0)
    if (usable.length === 0) return text
    const [pattern, other] = dice.of(usable)
    return text.replace(pattern, other)
  }
  const kinds = [
    () => `${respelled(given)} ${respelled(family)}`,
    () => `${respelled(family)} ${given}`,
    () => `${given[0]}. ${respelled(family)}`,
    () => `${given}${family}`,
    () => `${given} ${respelled(respelled(family))}`,
    () =>
      whole(drawn).replace(/[aeopcxi]/g, (letter) => (dice.between(0, 2 - 1) === 0 ? LOOK_ALIKES[letter]! : letter)),
    () => `${given} ${rareName(dice)} ${family}`,
  ]
  return dice.of(kinds)()
}
