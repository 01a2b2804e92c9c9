/**
 * Liquid for a column of the signed-in visitor's contact, HTML-encoded once: a portal encodes what comes from `user` by itself unless the site setting
 * `Site/EnableDefaultHtmlEncoding` is off, and an environment may have another value of it than the folder. Nothing for an anonymous visitor.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#user
 * @param column logical name
 */
export function renderOwnValue(column: string): string {
  return (
    "{% assign portal_kit_encodes = settings['Site/EnableDefaultHtmlEncoding'] | downcase %}" +
    `{% if portal_kit_encodes == 'false' %}{{ user.${column} | escape }}{% else %}{{ user.${column} }}{% endif %}`
  );
}
