import type { DataModel, SiteKind } from "../../site/site.ts";

/** The Power Platform CLI (`pac`) of this machine, as far as sites need it. */
export interface Pac {
  /** Absolute path of the program. */
  readonly path: string;
  /** E.g. `1.52.1`. */
  readonly version: string;
  /** `pac auth list`. */
  listProfiles(signal?: AbortSignal): Promise<readonly AuthProfile[]>;
  /** `pac pages list --verbose`: the sites of an environment. */
  listSites(environment: string, signal?: AbortSignal): Promise<readonly PacSite[]>;
  /** `pac pages download`, or `download-code-site`, into a folder that is empty. */
  download(options: DownloadOptions): Promise<PacOutcome & { readonly siteFolder: string }>;
  /** `pac pages upload`, or `upload-code-site`. What it says when it ends proves nothing: read back. */
  upload(options: UploadOptions): Promise<PacOutcome>;
}

export interface AuthProfile {
  readonly index: number;
  readonly name: string | undefined;
  readonly isActive: boolean;
  /** `User`, `ServicePrincipal`, …: as pac writes it. */
  readonly kind: string;
  /** `UNIVERSAL` (any environment its identity may enter) or `DATAVERSE` (the one it was made for), as pac writes it. */
  readonly scope?: string;
  /** Who is signed in; never a secret. */
  readonly identity: string | undefined;
  readonly cloud: string | undefined;
  /** Address of the environment the profile is bound to, without a slash at its end. */
  readonly environment: string | undefined;
}

export interface PacSite {
  /** Lower-case GUID. */
  readonly websiteId: string;
  readonly name: string;
  /** undefined: this pac does not say. */
  readonly model: DataModel | undefined;
}

export interface DownloadOptions {
  /** Address of the environment, e.g. `https://contoso.crm4.dynamics.com`. */
  readonly environment: string;
  readonly websiteId: string;
  readonly kind: SiteKind;
  readonly model: DataModel;
  /** Absolute; has to be there and empty. pac makes the site's folder inside of it. */
  readonly into: string;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface UploadOptions {
  readonly environment: string;
  /** Absolute: the folder that holds `website.yml`; the application's folder for code sites. */
  readonly folder: string;
  readonly kind: SiteKind;
  readonly model: DataModel;
  /** Tag of a deployment profile (`deployment-profiles/<tag>.deployment.yml`). */
  readonly profile?: string;
  /** Every file, not only what the manifest says has changed. */
  readonly all?: boolean;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface PacOutcome {
  /** Whether pac ended well and named no fault. */
  readonly ok: boolean;
  readonly exitCode: number;
  /** What it printed, secrets as dots. */
  readonly output: string;
  readonly faults: readonly PacFault[];
}

/** A known fault in what pac printed. */
export interface PacFault {
  /** E.g. `pac-model-mismatch`. */
  readonly code: string;
  readonly line: string;
  readonly hint: string;
}
