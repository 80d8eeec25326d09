/** The least that Next can serve: the denominator of page weight and page speed. */
export default function Page() {
  return <h1>Bare</h1>
}
