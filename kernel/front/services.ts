// What the front loads when it is first needed: the history, and TypeScript's service over the cells that ran.
import type { TypeService } from "../types/service.ts";
import { readCellText } from "./cell-text.ts";
import type { History } from "./history.ts";
import type { Services } from "./kernel.ts";

const define = (service: TypeService, cell: string): void => {
  const { code, marked } = readCellText(cell);
  service.define(code, { marked });
};

export function createServices(folder: string, report: (text: string) => void): Services {
  let history: Promise<History> | undefined;
  let types: Promise<TypeService> | undefined;
  const ran: string[] = [];
  return {
    history() {
      history ??= import("./history.ts").then(({ historyFolder, openHistory }) => openHistory(historyFolder()));
      return history;
    },
    types() {
      types ??= import("../types/service.ts").then(({ createTypeService }) => {
        const service = createTypeService(folder, report);
        for (const code of ran.splice(0)) define(service, code);
        return service;
      });
      return types;
    },
    ran(code) {
      if (types === undefined) ran.push(code);
      else void types.then((service) => define(service, code));
    },
    async end() {
      await Promise.allSettled([types?.then((service) => service.end()), history?.then((store) => store.close())]);
    },
  };
}
