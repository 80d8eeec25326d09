/** Words before or after a person's name that are no part of it, in the form of `wordsOf`. */
export const HONORIFICS: ReadonlySet<string> = new Set(
  (
    'mr mrs ms miss mister madam sir dame lord lady dr doctor prof professor eng engineer hon honourable excellency ' +
    'sheikh shaykh shaikh sheik cheikh hajj haj hajji haji alhaji hadji mullah mulla molla maulavi maulawi mawlawi moulavi ' +
    'ayatollah imam qari sayyid sayyed seyyed syed sayed ustad general gen colonel col major maj captain capt lieutenant lt ' +
    'brigadier brig admiral commander cdr sergeant sgt herr frau signor signora senor senora don dona monsieur madame jr junior ' +
    'esq phd'
  ).split(' '),
)

/** Forms of companies in many languages, each as one of a few words: a form says little about who somebody is. */
// biome-ignore format: a column of 70 lines reads worse
const FORMS: Readonly<Record<string, string>> = {
  limited: 'ltd', ltd: 'ltd', ltda: 'ltd', limitada: 'ltd', gmbh: 'ltd', llc: 'ltd', ooo: 'ltd', tov: 'ltd', sarl: 'ltd',
  srl: 'ltd', bv: 'ltd', lda: 'ltd', kft: 'ltd', doo: 'ltd', zoo: 'ltd', oy: 'ltd', ab: 'ltd', aps: 'ltd', wll: 'ltd',
  fzc: 'ltd', fze: 'ltd', fzco: 'ltd', fzllc: 'ltd', pte: 'ltd', pty: 'ltd', sdn: 'ltd', bhd: 'ltd', pvt: 'ltd',
  sas: 'ltd', eurl: 'ltd', gesmbh: 'ltd', mbh: 'ltd', too: 'ltd', jsc: 'plc', ojsc: 'plc', cjsc: 'plc', pjsc: 'plc', oao: 'plc',
  zao: 'plc', pao: 'plc', ao: 'plc', ag: 'plc', sa: 'plc', spa: 'plc', plc: 'plc', nv: 'plc', se: 'plc', inc: 'plc',
  incorporated: 'plc', corp: 'plc', corporation: 'plc', as: 'plc', ad: 'plc', tbk: 'plc', co: 'co', company: 'co', compania: 'co',
  cia: 'co', compagnie: 'co', est: 'co', establishment: 'co', kg: 'co',
}

const SMALL: ReadonlySet<string> = new Set(['the', 'of', 'and', 'for', 'de', 'la', 'le', 'el'])

/** The words of a person's name without titles; all of them where nothing else is left. */
export function personWords(words: readonly string[]): string[] {
  const kept = words.filter((word) => !HONORIFICS.has(word))
  return kept.length > 0 ? kept : [...words]
}

/** The words of a firm's name: single letters joined (`S.p.A.`), forms as one word, small words left out. */
export function organisationWords(words: readonly string[]): string[] {
  const kept = withLettersJoined(words)
    .filter((word) => !SMALL.has(word))
    .map((word) => FORMS[word] ?? word)
  return kept.length > 0 ? [...new Set(kept)] : [...words]
}

function withLettersJoined(words: readonly string[]): string[] {
  const found: string[] = []
  let letters = ''
  for (const word of words) {
    if (word.length === 1) {
      letters += word
      continue
    }
    if (letters) found.push(letters)
    letters = ''
    found.push(word)
  }
  return letters ? [...found, letters] : found
}

/**
 * Names that stand for one another: short forms, and spellings of one name that no rule of sound finds. Words of one line agree;
 * a word may stand in several lines.
 */
// biome-ignore format: a column of 130 lines reads worse
const SAME: readonly string[] = [
  'abdul abdel abdal abd', 'abigail abby gail', 'ahmad ahmed achmed ahmet', 'albert al bert', 'alberto beto',
  'alexander alex alec sandy sasha aleksandr alexandr aleksander oleksandr alejandro alessandro iskander', 'alexandra sandra sasha aleksandra',
  'ali aly', 'anastasia nastya anastasiya', 'andrew andy drew andrey andrei andrii andreas andres', 'anna ann annie anne anya hanna',
  'anthony tony antonio anton antoine', 'barbara barb babs', 'benjamin ben benny', 'bernard bernie', 'boris borya', 'catherine kate katie cathy katherine kathryn ekaterina yekaterina kateryna katya',
  'charles charlie chuck carlos karl carl', 'christopher chris kit', 'christina tina kristina', 'daniel dan danny daniil', 'david dave davey dawid', 'deborah debbie deb',
  'dmitry dmitri dmitriy dima dmytro', 'donald don donnie', 'dorothy dot dottie', 'edward ed eddie ted ned eduard eduardo', 'elena helena olena lena yelena helen', 'elizabeth liz beth betty eliza lisa elisabeth yelizaveta elizaveta',
  'enrique quique', 'eugene yevgeny evgeny yevgeni evgeniy yevhen gene zhenya eugen', 'fatima fatemeh fatma', 'francis frank francisco paco francesco pancho franz', 'frederick fred freddie friedrich', 'george jorge georgy georgiy georgi yuri yury yuriy giorgio',
  'gerald gerry jerry', 'gregory greg grigory grigori hryhoriy', 'guillermo memo', 'harold harry hal', 'henry harry hank heinrich enrico', 'hussein husayn hussain hossein husein hussien', 'ibrahim ebrahim abraham abe', 'igor ihor',
  'isabel isabella bella isabelle', 'ivan vanya john jan johann', 'jacob jake yakov jakub yaakov', 'james jim jimmy jamie', 'jennifer jen jenny', 'jessica jess jessie', 'john jack johnny jon', 'jonathan jon jonny',
  'joseph joe joey jose josef giuseppe pepe yusuf youssef yousef iosif', 'juan juanito', 'katarina kata', 'kenneth ken kenny', 'konstantin kostya kostyantyn constantine', 'lawrence larry lars laurence', 'leonard leo len lenny leonid', 'louis lou luis lewis ludwig', 'lyudmila ludmila liudmila',
  'magdalena magda', 'manuel manolo manny emmanuel', 'margaret maggie meg peggy margarita rita greta', 'maria mary marie mariya marya', 'matthew matt matvey matthias matteo mateo', 'michael mike mick mikhail misha mykhailo michel miguel michele mikael', 'mohammed muhammad mohammad mohamed muhammed mohamad mehmet mohd muhamad mahomet md',
  'mustafa mostafa moustafa', 'natalia natalya nataliya natasha nathalie', 'nicholas nick nicky nikolai nikolay nicolas mykola nikola', 'oleg oleh', 'olga olha', 'osama usama', 'omar umar omer', 'patricia pat patty tricia', 'patrick pat paddy', 'paul pavel pablo paolo pavlo',
  'peter pete petr pyotr petro pedro pietro piotr', 'philip phil felipe philippe filip', 'qasim qassem kasim kassem ghassem', 'rafael rafa raphael', 'raymond ray', 'rebecca becky', 'richard rick dick rich ricardo', 'robert bob bobby rob robbie bert roberto', 'ronald ron ronnie', 'salvador chava',
  'samuel sam sammy', 'sergei sergey serhiy sergio sergiy siarhei serge', 'stephen steve steven stefan stepan esteban stephan', 'sofia sophia sofya', 'sulaiman suleiman suleyman soleiman', 'susan sue suzy', 'svetlana sveta svitlana', 'tatiana tanya tatyana tetiana', 'theodore ted theo fyodor fedor feodor teodoro', 'thomas tom tommy tomas',
  'timothy tim timofey', 'valentina valya', 'vladimir volodymyr vova vlad wladimir uladzimir', 'victoria vicky viktoria viktoriya', 'viktor victor', 'vyacheslav slava viacheslav', 'walter wally walt', 'william bill billy will willie guillermo wilhelm guillaume', 'yulia julia yuliya iuliia', 'zachary zach zack',
]

const groups = new Map<string, Set<number>>()
for (const [index, line] of SAME.entries())
  for (const word of line.split(' ')) groups.set(word, (groups.get(word) ?? new Set()).add(index))

/** Whether two words are forms of one name. */
export function isSameName(one: string, other: string): boolean {
  const [mine, theirs] = [groups.get(one), groups.get(other)]
  return mine !== undefined && theirs !== undefined && [...mine].some((line) => theirs.has(line))
}

/** The first form of a name in the table, or the word itself: what is indexed, so that short forms are found. */
export const mainForm = (word: string): string => {
  const [line] = groups.get(word) ?? []
  return line === undefined ? word : SAME[line]!.split(' ')[0]!
}
