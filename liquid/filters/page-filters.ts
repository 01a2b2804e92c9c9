import { addressFilters } from "./address-filters.ts";
import { collectionFilters } from "./collection-filters.ts";
import { dateFilters } from "./date-filters.ts";
import { listFilters } from "./list-filters.ts";
import { mathFilters } from "./math-filters.ts";
import { numberFormatFilters } from "./number-format-filters.ts";
import type { FilterTable } from "./page-filter.ts";
import { textFilters } from "./text-filters.ts";
import { valueFilters } from "./value-filters.ts";

/** Every filter of the portal. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters */
export const pageFilters: FilterTable = new Map(
  [addressFilters, collectionFilters, dateFilters, listFilters, mathFilters, numberFormatFilters, textFilters, valueFilters].flatMap(
    (filters) => Object.entries(filters),
  ),
);
