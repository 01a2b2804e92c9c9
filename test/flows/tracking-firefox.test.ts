import { playMatrix } from "./tracking/play-matrix.ts";

playMatrix("firefox");
