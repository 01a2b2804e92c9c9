/**
 * What pac finds in its environment: everything the kit has, for deployment profiles read any variable as `${OS.NAME}`
 * (https://learn.microsoft.com/power-pages/configure/power-platform-cli-tutorial#use-deployment-profile), proxies and sign-ins of pipelines are set there, and
 * pac keeps its profiles below the home folder. Only what concerns how it prints is decided here. The numbers keep the machine's locale: to change it
 * would change how pac compares names, too.
 */
export function pacEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return { ...environment, NO_COLOR: "1", FORCE_COLOR: undefined, DOTNET_CLI_UI_LANGUAGE: "en", DOTNET_NOLOGO: "1" };
}
