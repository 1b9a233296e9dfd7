// Words in a picture, in any script and with emoji, by the fonts this app ships: each loaded when a
// text first needs it.
const HOME = new URL('./', import.meta.url);
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const SCRIPTS = [
  'Arabic', 'Armenian', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao',
  'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thai',
].map((script) => [new RegExp(`\\p{Script_Extensions=${script}}`, 'u'), `scripts/NotoSans${script}`]);
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
const HANGUL = /\p{Script=Hangul}/u;
const PLAIN = /^[\u0020-\u024f\u1e00-\u1eff\u2010-\u2027\u20ac]*$/; // what the app's own two families have

// Chinese characters have forms of their own in Japanese.
function needed(text, japanese) {
  if (PLAIN.test(text)) return [];
  const fonts = SCRIPTS.filter(([script]) => script.test(text)).map(([, font]) => font);
  if (KANA.test(text) || (japanese && HAN.test(text))) fonts.push('scripts/NotoSansJP');
  if (HANGUL.test(text)) fonts.push('scripts/NotoSansKR');
  if (HAN.test(text)) fonts.push('scripts/NotoSansSC', 'scripts/NotoSansTC');
  if (EMOJI.test(text)) for (let slice = 0; slice < 12; slice += 1) fonts.push(`emoji/${slice}`);
  return ['scripts/NotoSans', ...fonts, 'scripts/Symbols'];
}

// Where the build put them: most lie where Flutter asks for them.
let places = null;
async function placeOf(font) {
  places ??= fetch(new URL('fonts/places.json', HOME)).then((answer) => answer.json());
  return new URL((await places)[font] ?? `fonts/${font}`, HOME).href;
}

const loading = new Map();
function loaded(font) {
  if (!loading.has(font)) {
    const coming = placeOf(font).then((place) => new FontFace(font, `url("${place}")`).load()).then((face) => self.fonts.add(face));
    loading.set(font, coming.catch((error) => {
      loading.delete(font); // without a network, say; meanwhile the system's own fonts draw it
      console.warn(`${font}: ${error?.name}`);
    }));
  }
  return loading.get(font);
}

// Our fonts, as lists of what is drawn call them.
const FAMILIES = {
  display: 'Fraunces-Display',
  serif: 'Fraunces-Text',
  italic: 'Fraunces-Italic',
  sans: 'NunitoSans-600',
};
const fontsOf = (font, text, japanese) => [`${FAMILIES[font]}.ttf`, ...needed(text, japanese)];

// Loads what `text` needs in each of these fonts.
export function ready(fonts, text, japanese) {
  return Promise.all(fonts.flatMap((font) => fontsOf(font, text, japanese)).map(loaded));
}

// What a canvas calls a font of ours, with those of other scripts behind it.
export function fontOf(font, size, text, japanese) {
  return `${size}px ${fontsOf(font, text, japanese).map((name) => `"${name}"`).join(', ')}, serif`;
}

// Measures lines of `text` in these fonts, once they are loaded: how wide `canvas_pen.js` draws
// them.
export async function measurer(fonts, text) {
  const japanese = KANA.test(text);
  await ready(fonts, text, japanese);
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context.textRendering = 'geometricPrecision';
  return (line, font, size) => {
    context.font = fontOf(font, size, line, japanese);
    return context.measureText(line).width;
  };
}
