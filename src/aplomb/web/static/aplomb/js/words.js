// The words of a page, as the server gives them, and dates and numbers as its language writes them. Pure.

const NARROW = "\u202f";

export class Words {
  /**
   * @param {string} lang "fr", "en"
   * @param {Record<string, string | [string, string]>} messages a sentence with {placeholders}; a pair where a
   *   number `n` decides: one, several
   */
  constructor(lang, messages) {
    this.lang = lang;
    this.messages = messages;
    this.plural = new Intl.PluralRules(lang);
    this.numbers = new Intl.NumberFormat(lang);
    this.days = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", timeZone: "Europe/Paris" });
    this.years = new Intl.DateTimeFormat(lang, { year: "numeric", timeZone: "Europe/Paris" });
    this.clocks = new Intl.DateTimeFormat(lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Paris",
    });
  }

  /** A sentence of the page. @param {string} key @param {Record<string, unknown>} [facts] */
  say(key, facts = {}) {
    const found = this.messages[key];
    if (found === undefined) throw new Error(`no message ${key}`);
    const one = Array.isArray(found) && this.plural.select(Number(facts.n)) === "one";
    const sentence = Array.isArray(found) ? found[one ? 0 : 1] : found;
    return sentence.replace(/\{(\w+)\}/g, (_, name) => this.#fact(facts[name]));
  }

  #fact(value) {
    return typeof value === "number" ? this.numbers.format(value) : String(value ?? "");
  }

  /** 10 h 42 in French, 10:42 in English. @param {Date} at */
  clock(at) {
    const written = this.clocks.format(at);
    if (this.lang !== "fr") return written;
    const [hours, minutes] = written.split(":");
    return `${Number(hours)}${NARROW}h${NARROW}${minutes}`;
  }

  /** 23 mars, or 23 mars 2027 in another year than now. @param {Date} at @param {Date} now */
  day(at, now) {
    const day = this.days.format(at);
    return this.years.format(at) === this.years.format(now) ? day : `${day} ${this.years.format(at)}`;
  }

  /** The hour today, else the day and the hour. @param {string | Date} moment @param {Date} now */
  moment(moment, now) {
    const at = new Date(moment);
    return this.isToday(at, now) ? this.clock(at) : `${this.day(at, now)}, ${this.clock(at)}`;
  }

  /** Whether a moment is on the day of another, in Paris. @param {Date} at @param {Date} now */
  isToday(at, now) {
    return this.days.format(at) === this.days.format(now) && this.years.format(at) === this.years.format(now);
  }

  /** 73 % with its narrow space in French, 73% in English; a dash where there is none. @param {number | null} value */
  percent(value) {
    if (value === null) return "–";
    return this.lang === "fr" ? `${this.numbers.format(value)}${NARROW}%` : `${this.numbers.format(value)}%`;
  }
}
