/**
 * `resx["Key"]`: texts the platform ships. Keys are those that stock templates ask for; the wording is ours.
 * An unknown key reads as its own words, so that a page never shows a hole.
 */
export const platformTexts: Readonly<Record<string, string>> = {
  Skip_To_Content: "Skip to main content",
  Toggle_Navigation: "Toggle navigation",
  Main_Navigation: "Main navigation",
  Search_DefaultText: "Search",
  Sign_In: "Sign in",
  Sign_Out: "Sign out",
  Profile_Text: "Profile",
  Default_Profile_name: "Profile",
  Breadcrumb_Navigation: "Breadcrumb",
  Discover_Contact_Us: "Contact us",
};

export function platformText(key: string): string {
  return (Object.hasOwn(platformTexts, key) ? platformTexts[key] : undefined) ?? key.replaceAll("_", " ");
}
