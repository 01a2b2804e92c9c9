import { attempt } from "../../identity/attempt.ts";
import { tellNavigation } from "./tell-navigation.ts";

// A page that keeps its history from being watched goes on without.
attempt(() => tellNavigation(window));
