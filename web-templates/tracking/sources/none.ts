import type { ConnectSource } from "./source.ts";

/** Nobody is asked: the site says that it need not. */
export const connectSource: ConnectSource = () => () => "implied";
