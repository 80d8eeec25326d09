import { refusals } from '@/kit/refusal'

export const refuse = refusals('reputation', {
  noProfile: {
    kind: 'missing',
    message: () => 'There is no public profile of this wallet. Whoever owns it shows one on their account page.',
  },
  notYourWallet: {
    kind: 'forbidden',
    field: 'wallet',
    message: () => 'This is not a wallet of yours. Link it on your account page first.',
  },
})
