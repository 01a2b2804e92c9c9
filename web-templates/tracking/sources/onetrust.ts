import { isEvery, wordOf, type ConnectSource } from "./source.ts";

interface OneTrustWindow {
  /** `,C0001,C0004,`: the groups that are active, by consent or always; absent until the tool has loaded. */
  readonly OnetrustActiveGroups?: string;
  readonly OneTrust?: { readonly IsAlertBoxClosed: () => boolean };
}

/** OneTrust: every group of the setting has to be active. https://developer.onetrust.com/onetrust/docs/javascript-events-guide */
export const connectSource: ConnectSource = ({ window, settings }, changed) => {
  // Says when it has loaded, and after each change.
  window.addEventListener("OneTrustGroupsUpdated", changed);
  return () => {
    const { OnetrustActiveGroups: groups, OneTrust: tool } = window as OneTrustWindow;
    return groups
      ? wordOf(
          tool?.IsAlertBoxClosed(),
          isEvery(settings, (group) => groups.split(",").includes(group)),
        )
      : "";
  };
};
