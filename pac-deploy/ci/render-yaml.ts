/** A text as a value in a workflow: quoted, so that no reader of YAML takes it for anything else. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as it is, unless YAML would take it for something else than a text. */
export const scalar = (name: string): string =>
  /^(?:true|false|null|yes|no|on|off|y|n|[\d.+-][\w.+-]*)$/i.test(name) ? quote(name) : name;

/** An expression of GitHub Actions. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** Lines moved to the right, empty ones left empty. */
export const indent = (text: string, spaces: number): string => text.replaceAll(/^(?=.)/gm, " ".repeat(spaces));

/** A name that is part of another name: letters, digits and `_`. */
export const identifier = (name: string): string => name.replaceAll(/\W/g, "_");

/** The variable with the portal's address, which is not the environment's. */
export const portalUrlVariable = (name: string): string => `PORTAL_URL_${identifier(name).toUpperCase()}`;
