import { parseArgs } from 'node:util'
import { type PLANTS, plantOf } from '@/test/plants'

/** What FLOTILLA_PLANT breaks in a fault. Ends the process with one sentence for a plant that the fault does not have. */
export function plantFor(fault: keyof typeof PLANTS): ReturnType<typeof plantOf> {
  try {
    return plantOf(fault, process.env.FLOTILLA_PLANT)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

/** The options of a fault that are numbers, with `long` beside them. Ends the process with one sentence for anything else. */
export function options<Name extends string>(
  names: readonly Name[],
): Partial<Record<Name, number>> & { long: boolean } {
  const spec = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]))
  try {
    const { values } = parseArgs({ options: { ...spec, long: { type: 'boolean', default: false } } })
    const typed = Object.entries(values).filter(([name]) => name !== 'long')
    const numbers = typed.map(([name, text]) => [name, whole(name, String(text))])
    return { ...Object.fromEntries(numbers), long: values.long === true } as ReturnType<typeof options<Name>>
  } catch (error) {
    console.error(
      `${(error as Error).message} This fault takes ${names.map((name) => `--${name} NUMBER`).join(', ')} and --long.`,
    )
    process.exit(2)
  }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number.`)
  return Number(text)
}
