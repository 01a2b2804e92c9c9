import { Ajv } from "ajv";
import schema from "../portal-kit.config.schema.json" with { type: "json" };
import { describeShapeFault } from "./parse-configuration.ts";

/** What the schema refuses about a value, in words; undefined: nothing. */
export function findShapeFault(value: unknown): string | undefined {
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  return error === undefined ? "this is not what the schema allows" : describeShapeFault(error);
}
