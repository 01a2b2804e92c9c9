import type { Notice, ParseNotice } from "./notice.ts";

type Read<Value> = (markup: string, offset: number, notice: Notice) => Value;

/** Sites say the same thing in many places, e.g. `page.title | escape`; a site has a few thousand such texts. */
const maxKnown = 5_000;

/** As `read`, which must mean the same by a text wherever it stands: each is read once, and its notices are given again at every place. */
export function rememberReadings<Value>(read: Read<Value>): Read<Value> {
  const known = new Map<string, { readonly value: Value; readonly notices: readonly ParseNotice[]; readonly offset: number }>();
  return (markup, offset, notice) => {
    let reading = known.get(markup);
    if (reading === undefined) {
      const notices: ParseNotice[] = [];
      reading = { value: read(markup, offset, (one) => notices.push(one)), notices, offset };
      if (known.size >= maxKnown) known.clear();
      known.set(markup, reading);
    }
    for (const one of reading.notices) notice({ ...one, offset: one.offset - reading.offset + offset });
    return reading.value;
  };
}
