// The language of this build.
export { en as words, type Words } from './en.ts';
