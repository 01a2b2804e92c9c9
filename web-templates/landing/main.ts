import { openStorage } from "../../identity/open-storage.ts";
import { keepLanding } from "./keep-landing.ts";

keepLanding({ document, session: openStorage(() => sessionStorage) });
