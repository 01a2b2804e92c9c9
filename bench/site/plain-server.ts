import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPlainPages, readPlainSite } from "./plain-site.ts";

// The program beside which `portal-kit dev` is measured: reads the folder it is given, serves its pages, and prints its address.
const pages = createPlainPages(await readPlainSite(process.argv[2] ?? "."));
const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(pages((request.url ?? "").replaceAll("/", "")));
});
server.listen(0, "127.0.0.1", () => {
  // A listening TCP server has an address with a port.
  console.log(JSON.stringify({ portal: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
