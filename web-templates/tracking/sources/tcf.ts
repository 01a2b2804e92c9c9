import { attempt } from "../../../identity/attempt.ts";
import { isEvery, type ConnectSource, type ConsentWord } from "./source.ts";

/** `true` for consent; a tool may hold anything there. */
type ById = Readonly<Record<string, unknown>>;

interface TransparencyData {
  readonly gdprApplies?: boolean;
  /** "tcloaded": answered before; "useractioncomplete": answered now; "cmpuishown": being asked. */
  readonly eventStatus: string;
  readonly purpose: { readonly consents: ById };
  /** `disclosedVendors`, whom the visitor was told about: from version 2.3 on. */
  readonly vendor: { readonly consents: ById; readonly disclosedVendors?: ById };
}

interface TcfWindow {
  readonly __tcfapi?: (command: "addEventListener", version: 2, callback: (data: TransparencyData, success: boolean) => void) => void;
}

/**
 * The IAB's Transparency and Consent Framework 2.2 and 2.3: consent (never legitimate interest) to every purpose of the setting, and to the vendor where one is named.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export const connectSource: ConnectSource = ({ window, settings }, changed) => {
  const { consentVendor: id, consentOutside } = settings;
  let word: ConsentWord = "";
  const take = (data: TransparencyData, success: boolean): void => {
    // What cannot be read is no answer, and an error here would be the tool's.
    word =
      (success &&
        attempt(() =>
          data.gdprApplies === false
            ? // Such data may hold nothing more. The setting says "granted", or is not there.
              (consentOutside as "granted" | undefined) || "implied"
            : // Who is being asked, maybe once more, has not answered.
              data.eventStatus === "cmpuishown"
              ? word
              : isEvery(
                    settings,
                    (one) =>
                      data.purpose.consents[one] === true &&
                      (!id || (data.vendor.consents[id] === true && (data.vendor.disclosedVendors || data.vendor.consents)[id])),
                  )
                ? "granted"
                : "denied",
        )) ||
      "";
    changed();
  };
  const listen = (): void => attempt(() => (window as TcfWindow).__tcfapi?.("addEventListener", 2, take));
  listen();
  // The tool's stub should stand before us; where it comes later, it has come by then. To hear of an answer twice changes nothing.
  window.addEventListener("load", listen);
  return () => word;
};
