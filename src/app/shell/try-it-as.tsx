/** On the local network: sign in as any person of the demo world with one click. */
export function TryItAs() {
  return <section id="try-it-as" />
}
