// Words in a picture, in any script and with emoji, by the fonts this app ships: each loaded when a text first needs it.
const HOME = new URL('./', import.meta.url);
const ELLIPSIS = '…';
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const SCRIPTS = [
  'Arabic', 'Armenian', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao',
  'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thai',
].map((script) => [new RegExp(`\\p{Script_Extensions=${script}}`, 'u'), `scripts/NotoSans${script}`]);
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
const HANGUL = /\p{Script=Hangul}/u;
const PLAIN = /^[\u0020-\u024f\u1e00-\u1eff\u2010-\u2027\u20ac]*$/; // what the app's own two families have

function needed(text) {
  if (PLAIN.test(text)) return [];
  const fonts = SCRIPTS.filter(([script]) => script.test(text)).map(([, font]) => font);
  if (KANA.test(text)) fonts.push('scripts/NotoSansJP');
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

// Whether the first letter is of a script read from right to left.
export const readsFromRight = (text) => RIGHT_TO_LEFT.test(text.match(/\p{L}/u)?.[0] ?? '');

const letters = (text) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

// Pieces between which a line may end: after spaces, and between characters that stand by themselves. Each keeps the spaces
// behind it.
const ALONE = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';
const PIECES = new RegExp(`(?:${ALONE}|(?:(?!${ALONE})\\S)+)[、。，．！？）」』】〉》：；ー…’”)\\]},.!?:;]*\\s*|\\s+`, 'gu');

// A pen for `text` in one of the app's fonts; what that lacks comes from those of other scripts.
export async function lettering(context, font, size, text) {
  const fonts = [`${font}.ttf`, ...needed(text)];
  await Promise.all(fonts.map(loaded));
  const family = `${size}px ${fonts.map((name) => `"${name}"`).join(', ')}, serif`;
  const direction = readsFromRight(text) ? 'rtl' : 'ltr';
  const width = (line) => {
    Object.assign(context, { font: family, direction });
    return context.measureText(line).width;
  };
  return {
    width,
    // The line, or as much of its beginning as fits together with an ellipsis.
    shortened(line, most) {
      if (width(line) <= most) return line;
      const kept = letters(line);
      while (kept.length && width(kept.join('').trimEnd() + ELLIPSIS) > most) kept.pop();
      return kept.join('').trimEnd() + ELLIPSIS;
    },
    // Lines no wider than that; a word that is too long by itself is broken.
    lines(whole, most) {
      return whole.split('\n').flatMap((paragraph) => {
        const lines = [''];
        for (const piece of paragraph.match(PIECES) ?? []) {
          if (lines.at(-1) && width((lines.at(-1) + piece).trimEnd()) > most) lines.push('');
          const parts = width(piece.trimEnd()) > most ? letters(piece) : [piece];
          for (const part of parts) {
            if (lines.at(-1) && width((lines.at(-1) + part).trimEnd()) > most) lines.push('');
            lines[lines.length - 1] += part;
          }
        }
        return lines.map((line) => line.trimEnd());
      });
    },
    // One line; at `y` is its baseline.
    draw(line, x, y, colour, align) {
      Object.assign(context, { font: family, direction, fillStyle: colour, textAlign: align, textBaseline: 'alphabetic' });
      context.fillText(line, x, y);
    },
  };
}
