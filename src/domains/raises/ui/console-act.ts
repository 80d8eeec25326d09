import type { IssuerConsole } from '../flows/console'
import { isInFlight } from '../rules/intent'

/** The issuer's act on this project. */
export const act = ({ project }: IssuerConsole) => ({ projectId: project.projectId, wallet: project.issuerWallet })
/** The transaction of an earlier visit that is still on its way. */
export const onItsWay = ({ intents }: IssuerConsole, kind: string) =>
  intents.find((intent) => intent.kind === kind && isInFlight(intent.state))?.id
