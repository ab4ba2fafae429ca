// Welsh. Not yet read by a native speaker: needs review before real visitors.
import type { Words } from './en.ts';

export const words: Words = {
  lang: 'cy',
  dir: 'ltr',
  title: 'First Step',
  chat: 'Sgwrs First Step',
  launch: 'Gofyn cwestiwn',
  launchAgain: 'Yn ôl i’ch sgwrs',
  unread: (count) => (count === 1 ? '1 neges newydd' : `${count} neges newydd`),
  close: 'Cau’r sgwrs',
  demo: 'Arddangosiad yw hwn. Ni fydd neb yn eich ffonio.',
  helpNow: 'Cael help nawr',
  help: {
    intro: 'Tapiwch i ffonio neu anfon neges. Mae’r pedwar cyntaf ar gael ddydd a nos.',
    lines: [
      ['Ffonio 999', 'Bywyd mewn perygl, gorddos, ddim yn anadlu, trais nawr'],
      ['GIG 111, opsiwn 2', 'Argyfwng iechyd meddwl, unrhyw oed'],
      ['Samariaid 116 123', 'Rhywun i siarad ag ef, ddydd neu nos'],
      ['Tecstiwch SHOUT i 85258', 'Help drwy neges destun'],
    ],
    nations: 'Yr Alban: ffoniwch 111. Gogledd Iwerddon: Lifeline, 0808 808 8000.',
    silent: 'Methu siarad? Ffoniwch 999 o ffôn symudol, gwrandewch, a gwasgwch 55 pan ofynnir.',
    provider: (name) =>
      `Tîm derbyniadau, ${name}. Nid gwasanaeth brys; nid yw’r oriau’n hysbys`,
    ring: (phone) => `Ffonio ${phone}`,
    limits: 'Rhaglen gyfrifiadurol ydw i. Ni allaf ffonio neb ar eich rhan.',
    close: 'Cau help',
  },
  exit: 'Gadael yn gyflym',
  exitOnceMore: 'Gwasgwch Shift unwaith eto i adael y wefan hon.',
  exitKeys:
    'I adael yn gyflym, dewiswch Gadael yn gyflym neu gwasgwch Shift deirgwaith. ' +
    'Mae hyn yn clirio’r sgwrs o’r sgrin hon. Ni all glirio hanes eich porwr.',
  whoAnswers: 'Pwy fydd yn ateb?',
  who: {
    program:
      'Rhaglen gyfrifiadurol sy’n ateb yn y sgwrs hon. Ysgrifennwyd ei hatebion ymlaen llaw. ' +
      'Gall wneud camgymeriadau, ac efallai nad oes neb yn darllen. Os bydd person o’r tîm yn ymuno, bydd yn dweud “person”.',
    team: (provider) =>
      `Y tîm derbyniadau yn ${provider} sy’n cymryd galwadau a cheisiadau am alwad.`,
    hours: 'Ni wyddom yr oriau pan fyddant yn ateb.',
    device: 'Mae’r tab hwn yn cofio’r sgwrs nes i chi gau’r tab.',
    remember: 'Cofio’r sgwrs hon ar y ddyfais hon',
    rememberNote:
      'Gallai unrhyw un sy’n defnyddio’r ddyfais hon ddarllen y sgwrs wedyn. ' +
      'Mae’n aros am 30 diwrnod, neu nes i chi ei chlirio neu ddewis Gadael yn gyflym.',
    clear: 'Clirio’r sgwrs hon o’r sgrin',
    clearNote:
      'Nid yw hyn yn dileu’r hyn a anfonwyd eisoes. I ofyn am hynny, ysgrifennwch “delete my details”.',
    close: 'Cau hwn',
  },
  log: 'Negeseuon',
  welcome:
    'Helo. Gallwch ofyn i mi am ddibyniaeth ac am gael help. ' +
    'Saesneg yw iaith yr atebion. Os yw bywyd mewn perygl, ffoniwch 999.',
  starters: [
    'Why do people become addicted?',
    'Is it a choice?',
    'What is treatment like?',
    'Help for someone I love',
    'Ask for a call',
  ],
  repliesLabel: 'Atebion i ddewis ohonynt',
  chosen: 'dewiswyd',
  sender: {
    visitor: 'Chi',
    bot: 'First Step, rhaglen gyfrifiadurol',
    staff: 'Person',
    system: 'First Step, hysbysiad',
  },
  ended: 'Mae’r sgwrs uchod wedi dod i ben. Gallwch ddal ati i ysgrifennu.',
  named: (name) => `${name}, person`,
  delivery: {
    sending: 'Yn anfon',
    waiting: 'Heb ei hanfon eto. Yn ceisio eto.',
    refused: 'Heb ei hanfon.',
    sent: 'Anfonwyd',
  },
  edit: 'Golygu',
  crisis: 'Darllenwch hwn nawr',
  check: 'Gwiriad diogelwch cyflym',
  call: (name) => `Ffonio ${name}`,
  due: 'Mae First Step yn chwilio am ateb …',
  overdue:
    'Mae hyn yn cymryd mwy o amser nag arfer. Mae eich neges wedi’i chadw. Nid oes angen ei hanfon eto.',
  below: 'Neges newydd isod',
  why: 'Pam ydych chi’n gofyn?',
  days: 'Dewiswch ddiwrnod, yna amser',
  source: 'O ble daw hyn?',
  sourceLoading: 'Un eiliad',
  sourceFailed: 'Ni ellir dangos y ffynhonnell ar hyn o bryd. Rhowch gynnig arall yn nes ymlaen.',
  unsent:
    'Nid yw’r sgwrs yn gweithio ar hyn o bryd. Mae’r hyn a ysgrifennoch wedi’i gadw yn y tab hwn ' +
    'a chaiff ei anfon cyn gynted â phosibl. Ni all neb ei weld eto.',
  cutOff: 'Ni ellir cyrraedd y sgwrs ar hyn o bryd. Rydym yn dal i geisio.',
  troubleHelp: (phone) =>
    'Os yw bywyd mewn perygl, ffoniwch 999. Argyfwng iechyd meddwl: 111, opsiwn 2. ' +
    `I siarad: Samariaid 116 123. Derbyniadau: ${phone}.`,
  tryNow: 'Ceisio nawr',
  write: 'Eich neges',
  writeHint: 'Mae Enter yn anfon. Mae Shift ac Enter yn dechrau llinell newydd.',
  send: 'Anfon',
  left: (count) => (count < 0 ? `${-count} nod yn rhy hir` : `${count} nod ar ôl`),
  tooLong: (over) =>
    `Mae hyn ${over} nod yn rhy hir (4,000 ar y mwyaf). Gwnewch ef yn fyrrach, neu anfonwch ef mewn dwy ran.`,
  limits: 'Rhaglen gyfrifiadurol. Nid gwasanaeth brys.',
};
