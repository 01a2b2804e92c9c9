import type { LiquidHost } from "../../../liquid/liquid-host.ts";
import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { createListObject } from "./create-list-object.ts";
import { createSearchObject } from "./create-search-object.ts";
import { createViewObject, readArgument } from "./create-view-object.ts";
import { findView } from "./find-view.ts";
import { describeFilters } from "./describe-filters.ts";
import { readSiteLists, type SiteList } from "./site-lists.ts";

type OpenView = NonNullable<LiquidHost["openView"]>;
type ApplyFilter = NonNullable<LiquidHost["applyFilter"]>;

/** The lists, views and searches of one page, and the filters that go with them. */
export interface ListServices {
  readonly openView: OpenView;
  readonly applyFilter: ApplyFilter;
}

/** `entitylist`, `entityview` and `searchindex`. https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags */
export function createListServices(data: VisitorData): ListServices {
  let read: readonly SiteList[] | undefined;
  const lists = (): readonly SiteList[] => {
    read ??= readSiteLists(data.context.site());
    return read;
  };
  const opened = new Map<object, SiteList>();
  return {
    openView(kind, arguments_, { list: around, warn }) {
      if (kind === "searchindex") return createSearchObject(data, arguments_, warn);
      const id = readArgument(arguments_, "id")?.trim().replaceAll(/[{}]/g, "").toLowerCase();
      const name = readArgument(arguments_, "name");
      if (kind === "entitylist") {
        const list = findList(lists(), { id, name: name ?? readArgument(arguments_, "key") });
        if (list === undefined) {
          const asked = id ?? name ?? readArgument(arguments_, "key");
          if (asked !== undefined) warn(`No active list of the site is meant by "${asked}": nothing is shown.`);
          return undefined;
        }
        const object = createListObject(data, list, warn);
        opened.set(object, list);
        return object;
      }
      const list = around === undefined ? undefined : opened.get(around);
      const table = readArgument(arguments_, "logical_name", "logicalname")?.trim().toLowerCase();
      const ofList = list ?? lists().find(({ viewIds }) => id !== undefined && viewIds.includes(id));
      const wanted = list === undefined ? { id, name } : { id: id ?? list.viewIds[0], name: undefined };
      if (wanted.id === undefined && (wanted.name === undefined || table === undefined)) return undefined;
      const columns = readColumns(readArgument(arguments_, "columns"));
      const view = findView(
        data,
        { ...wanted, table: ofList?.table ?? table, columns: [...columns, ...(ofList?.namedColumns ?? [])] },
        warn,
      );
      return view && createViewObject(data, { view, list, arguments_, warn });
    },
    applyFilter(filter, input, arguments_) {
      const list = typeof input === "object" && input !== null ? opened.get(input) : undefined;
      if (filter === "metafilters") return list === undefined ? [] : describeFilters(data, list, arguments_[0]);
      throw new LiquidFailure("unsupported", `Filter "${filter}" needs tables that are not emulated.`, { subject: filter });
    },
  };
}

function findList(
  lists: readonly SiteList[],
  { id, name }: { readonly id: string | undefined; readonly name: string | undefined },
): SiteList | undefined {
  if (id !== undefined) return lists.find((list) => list.id === id);
  return name === undefined ? undefined : lists.find((list) => list.name === name || list.id === name.toLowerCase());
}

/** `columns: 'a,b'` is the emulator's own: what is shown of a view that is not in the site folder. */
const readColumns = (text: string | undefined): readonly string[] => (text ?? "").split(/[\s,]+/).filter(Boolean);
