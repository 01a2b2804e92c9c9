import { roundHalfEven, toDecimal, toInt32 } from "../dotnet/convert-number.ts";
import { formatNumber } from "../dotnet/format-number.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** Numbers as a culture writes them. Not documented; the open-source ancestor has them, and its own templates use them. */
export const numberFormatFilters: Readonly<Record<string, PageFilter>> = {
  decimals: pageFilter(1, 2, (input, [places, culture]) => renderDecimals(input, places, culture)),
  format: pageFilter(1, 2, (input, [format, culture]) => formatNumber(toDecimal(input), renderText(format), renderText(culture))),
  invariant_culture_decimal_value: pageFilter(1, 1, (input, [places]) => String(roundHalfEven(toDecimal(input), toInt32(places)))),
  max_decimals: pageFilter(1, 2, (input, [places, culture]) => dropZeros(renderDecimals(input, places, culture))),
};

function renderDecimals(input: unknown, places: unknown, culture: unknown): string {
  return formatNumber(toDecimal(input), `N${Math.min(99, Math.max(0, toInt32(places)))}`, renderText(culture));
}

/** The point looked for is that of the site's language, whatever culture the number was written in. */
function dropZeros(text: string): string {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}
