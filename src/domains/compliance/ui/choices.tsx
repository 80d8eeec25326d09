import { useHydrated } from '@/ui/hydrated'

type Props = {
  question: string
  choices: readonly string[]
  name: string
  chosen: number | undefined
  choose: (place: number) => void
}

/** A question with its answers, of which one is chosen: once the page answers, since what is chosen earlier would be lost. */
export const Choices = ({ question, choices, name, chosen, choose }: Props) => (
  <fieldset className="grid gap-1" disabled={!useHydrated()}>
    <legend className="font-medium">{question}</legend>
    {choices.map((choice, place) => (
      <label key={choice} className="flex min-h-11 items-start gap-3 py-2">
        <input
          type="radio"
          name={name}
          className="mt-1 size-5 shrink-0 accent-(--brand)"
          checked={chosen === place}
          onChange={() => choose(place)}
        />
        <span>{choice}</span>
      </label>
    ))}
  </fieldset>
)
