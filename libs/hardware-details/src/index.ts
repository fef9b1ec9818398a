export { largestLshwBytes, UnreadableDetails } from './lshw.js';
export { resolveAliases } from './resolve-aliases.js';
export { NoSuchSize, parseSize, sizeIn } from './storage-size.js';
