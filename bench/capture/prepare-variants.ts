import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { templateNames } from "../../contract/names.ts";

const read = (root: string, path: string): Promise<string> => readFile(join(root, path), "utf8");

/** The straightforward form's script, as its author would deliver it. */
export const readStraightforward = (root: string): Promise<string> => read(root, "bench/capture/page/straightforward-form.js");

/** The script of the form with jQuery and jquery-validation. */
export const readJQueryForm = (root: string): Promise<string> => read(root, "bench/capture/page/jquery-form.js");

const libraries = ["jquery/dist/jquery.min.js", "jquery-validation/dist/jquery.validate.min.js"];

/** Puts both libraries into a site as web files, as their packages deliver them. Returns their addresses. */
export async function addLibraries(root: string, site: string): Promise<string[]> {
  const record = await readFile(join(site, "web-files/theme.css.webfile.yml"), "utf8");
  return Promise.all(
    libraries.map(async (path, index) => {
      const name = basename(path);
      await cp(join(root, "node_modules", path), join(site, "web-files", name));
      // Another file of the same parent page.
      const values = record
        .replaceAll("theme.css", name)
        .replaceAll("text/css", "text/javascript")
        .replaceAll("07f3be9f", `07f3be9${index}`);
      await writeFile(join(site, "web-files", `${name}.webfile.yml`), values);
      return `/${name}`;
    }),
  );
}

/** A copy of a site folder with the kit whose form keeps its markup and gets another script, after those of the addresses given. */
export async function replaceFormScript(site: string, folder: string, script: string, before: readonly string[] = []): Promise<string> {
  await cp(site, folder, { recursive: true });
  await editSource(folder, templateNames.contactCapture, (source) => {
    const start = source.indexOf("<script>");
    const end = source.lastIndexOf("</script>");
    if (start === -1 || end < start) throw new Error("the form's template holds no script");
    const elements = before.map((src) => `<script src="${src}"></script>`).join("\n");
    return `${source.slice(0, start)}${elements}<script>{% raw %}${script}{% endraw %}${source.slice(end)}`;
  });
  return folder;
}

/** A copy of a site folder with the kit whose page has nothing but the form: no header, no other script, and consent given. */
export async function leaveFormAlone(site: string, folder: string): Promise<string> {
  await cp(site, folder, { recursive: true });
  const file = await findFile(folder, "page-templates", templateNames.capturePage);
  const record = await readFile(file, "utf8");
  const bare = record.replace(/usewebsiteheaderandfooter: .*/, "usewebsiteheaderandfooter: false");
  if (bare === record) throw new Error("the page's template says nothing of the header");
  await writeFile(file, bare);
  await editSource(
    folder,
    templateNames.capturePage,
    () =>
      `<!doctype html>\n<html lang="en" data-portal-kit-consent="granted"><head><meta charset="utf-8"><title>Form</title></head><body><main>{% include '${templateNames.contactCapture}' %}</main></body></html>\n`,
  );
  return folder;
}

async function editSource(folder: string, name: string, edit: (source: string) => string): Promise<void> {
  const file = await findFile(folder, "web-templates", name, ".source.html");
  await writeFile(file, edit(await readFile(file, "utf8")));
}

/** File names are the record's name with dashes. */
async function findFile(folder: string, kind: string, name: string, ending = ".yml"): Promise<string> {
  const files = await readdir(join(folder, kind), { recursive: true });
  const file = files.find((path) => path.includes(name.replaceAll(" ", "-")) && path.endsWith(ending));
  if (file === undefined) throw new Error(`the site has no ${kind} ${name}`);
  return join(folder, kind, file);
}
