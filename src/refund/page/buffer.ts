// What web3.js and our decoders call Buffer, in a browser: the build puts it wherever it is named.
export { Buffer } from 'buffer/'
