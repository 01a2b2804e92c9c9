import type { Row } from "../store/store.ts";
import type { MessageParameters, OrganizationService } from "./organization.ts";

/** 10 pre-validation · 20 pre-operation · 40 post-operation. https://learn.microsoft.com/power-apps/developer/data-platform/event-framework */
export type PluginStage = 10 | 20 | 40;
export const pluginMessages = ["Create", "Update", "Delete", "Associate", "Disassociate"] as const;
export type PluginMessage = (typeof pluginMessages)[number];

/** A step registered on a message: a plug-in written as a function. */
export interface PluginStep {
  readonly name: string;
  /** One of the platform's messages, or the unique name of a custom API. */
  readonly message: PluginMessage | (string & {});
  /** Logical name; undefined: every table. Associate, Disassociate and unbound custom APIs have none. */
  readonly table?: string;
  readonly stage: PluginStage;
  /** async: after the transaction, in stage 40 only; it cancels nothing. */
  readonly mode: "sync" | "async";
  /** Steps of one stage run by rank, lowest first. */
  readonly rank?: number;
  /** Of Update only: it runs when at least one of these is among the changes. */
  readonly filteringColumns?: readonly string[];
  execute(context: PluginContext): Promise<void>;
}

/** What a plug-in is handed. https://learn.microsoft.com/power-apps/developer/data-platform/understand-the-data-context */
export interface PluginContext {
  readonly message: string;
  readonly stage: PluginStage | 30;
  readonly table: string | undefined;
  readonly id: string | undefined;
  /** The row to be, or the changes; cells set in stages 10 and 20 are written. */
  readonly target: Record<string, Row[string]>;
  /** The row before the operation; undefined in Create. */
  readonly preImage: Row | undefined;
  /** The row after it; stage 40 only. */
  readonly postImage: Row | undefined;
  readonly inputParameters: MessageParameters;
  /** A custom API writes its answer here. */
  readonly outputParameters: Record<string, MessageParameters[string]>;
  /** Stage 10 has its own; stages 20 and 40 share theirs, and find those of stage 10 in `parent`. */
  readonly sharedVariables: Map<string, unknown>;
  /** In stages 20 to 40: the context of stage 10, if it ran; else, or in stage 10: the context of the step whose service call this is. */
  readonly parent: PluginContext | undefined;
  readonly depth: number;
  readonly userId: string;
  readonly initiatingUserId: string;
  /** The contact behind a portal's call. */
  readonly portalsContactId: string | undefined;
  readonly correlationId: string;
  readonly isInTransaction: boolean;
  /** null: as SYSTEM; undefined: as `userId`. */
  service(userId?: string | null): OrganizationService;
  trace(text: string): void;
}

/** A custom API with its code. https://learn.microsoft.com/power-apps/developer/data-platform/custom-api */
export interface CustomApi {
  readonly uniqueName: string;
  /** A function answers GET, an action POST. */
  readonly isFunction: boolean;
  /** Logical name of the table it is bound to; undefined: unbound. */
  readonly boundTable?: string;
  readonly parameters: readonly CustomApiParameter[];
  readonly responses: readonly CustomApiParameter[];
  execute(context: PluginContext): Promise<void>;
}

export interface CustomApiParameter {
  readonly uniqueName: string;
  readonly type:
    | "Boolean"
    | "DateTime"
    | "Decimal"
    | "Entity"
    | "EntityReference"
    | "Float"
    | "Guid"
    | "Integer"
    | "Money"
    | "Picklist"
    | "String"
    | "StringArray";
  readonly isOptional?: boolean;
  /** Of Entity and EntityReference: logical name of the row's table (`logicalentityname`). */
  readonly table?: string;
}

/**
 * What a plug-in throws to refuse: its text reaches the caller. Any other throw becomes "unexpected error from ISV code".
 * A plug-in in a module of its own throws any Error of this name.
 */
export class InvalidPluginExecution extends Error {
  override readonly name = "InvalidPluginExecution";
}

export function isInvalidPluginExecution(error: unknown): error is Error {
  return error instanceof Error && error.name === "InvalidPluginExecution";
}
